"""The columns a person asked for, compared with the columns there are."""

import difflib
from collections.abc import Sequence

from core.errors import InputError
from core.texts.cells import listed, shown

OURS = ("id", "text", "label", "split")
"""Column names of `Texts.frame`; a group column cannot be called like one of them."""


def check_present(wanted: Sequence[str], present: Sequence[str]) -> None:
    """Nothing, if each wanted column is there exactly once.

    Raises:
        InputError: a column is missing (names the closest one), or there twice.
    """
    for name in wanted:
        if present.count(name) > 1:
            raise InputError(
                f"column {shown(name)} is there {present.count(name)} times: rename all but one"
            )
        if name not in present:
            raise InputError(_missing(name, present))


def check_roles(text: str, label: str, groups: Sequence[str], split: str | None) -> None:
    """Nothing, if no column is asked to be two things at once.

    Raises:
        InputError: a column has two roles, or a group column has a name we need ourselves.
    """
    roles = [text, label, *groups, *([split] if split is not None else [])]
    twice = [name for name in dict.fromkeys(roles) if roles.count(name) > 1]
    if twice:
        raise InputError(
            f"column {shown(twice[0])} is asked for twice: text, label, groups and split must be "
            "different columns"
        )
    # DuckDB, which reads these tables later, does not tell upper from lower case in names.
    taken = {name.casefold() for name in OURS}
    for name in groups:
        if name.casefold() in taken:
            raise InputError(
                f"a group column cannot be called {shown(name)} beside {listed(sorted(taken))}: "
                "rename it in the file"
            )
        taken.add(name.casefold())


def _missing(name: str, present: Sequence[str]) -> str:
    folded = {other.strip().casefold(): other for other in present}
    near = difflib.get_close_matches(name.strip().casefold(), folded, n=1)
    hint = f"did you mean {shown(folded[near[0]])}? " if near else ""
    return f"no column {shown(name)}: {hint}the columns are {listed(present) or 'none'}"
