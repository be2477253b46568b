"""The swapped texts of a case, those people struck, and found gaps."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from core.durable import canonical_json, sha256_bytes
from dashboard.engine.decisions import now, verdicts
from dashboard.engine.places import open_case
from dashboard.engine.tried import tried


@dataclass(frozen=True)
class Gap:
    """A swap that flips a regularized decision although no flagged feature moved.

    Attributes:
        swap: its id.
        words: what was exchanged.
        after: the swapped text.
        moved: favourable probability of the regularized model before and after.
        features: number and name of those that moved it most and have no decision yet.
    """

    swap: str
    words: str
    after: str
    moved: tuple[float, float]
    features: tuple[tuple[int, str], ...]


def swaps(case: str) -> pd.DataFrame:
    """One row a swapped text, struck ones too: id, struck, words, before, after."""
    from core.pipeline.swaps import swap_lists

    opened = open_case(case)
    lists = swap_lists(opened)
    key = sha256_bytes(canonical_json([opened.content_hash, lists.words.as_json()]))
    every = _every(case, key)
    return every.assign(struck=every["id"].isin(lists.struck))


@st.cache_resource(max_entries=4, show_spinner=False)
def _every(case: str, key: str) -> pd.DataFrame:
    from core.pipeline.swaps import case_swaps

    rows = [(s.id, s.words, s.before, s.after) for s in case_swaps(open_case(case))]
    return pd.DataFrame(rows, columns=["id", "words", "before", "after"])


def found_gaps(case: str) -> list[Gap]:
    """The gaps found by the newest word swaps; empty before they were made."""
    found: dict[str, Any] = tried(case)
    rows = found["swaps"].get("gaps", []) if found else []
    if not rows:
        return []
    after, decided = swaps(case).set_index("id")["after"], verdicts(case)
    return [
        Gap(
            row["swap"],
            row["words"],
            str(after.get(row["swap"], "")),
            (row["regularized"]["before"], row["regularized"]["after"]),
            tuple(
                (f["feature"], f["name"]) for f in row["features"] if f["feature"] not in decided
            ),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class SwapWords:
    """What a case swaps, as rows of tables: two words, a sentence, a term.

    Attributes:
        pairs: words that are exchanged for each other.
        templates: sentences that are swapped too; `{term}` in one is filled in.
        terms: what is filled in; the first is what the others are held against.
        own: they are the case's own, and not those that come with the product.
    """

    pairs: tuple[tuple[str, str], ...]
    templates: tuple[str, ...]
    terms: tuple[str, ...]
    own: bool = False


def swap_words(case: str) -> SwapWords:
    """The lists that the case swaps by now."""
    from core.pipeline.swaps import swap_lists

    lists = swap_lists(open_case(case))
    return SwapWords(lists.words.pairs, lists.words.templates, lists.words.terms, lists.own)


def set_swap_words(case: str, words: SwapWords | None, by: str) -> int:
    """Swap by these lists from now on, None by those of the product; how many texts that makes.

    Raises:
        InputError: No name.
    """
    from core import pipeline

    content = {}
    if words:
        content = {name: getattr(words, name) for name in ("pairs", "templates", "terms")}
        content = {name: [*map(_plain, rows)] for name, rows in content.items()}
    pipeline.set_swap_words(open_case(case), content, by, now())
    return len(swaps(case))


def _plain(row: tuple[str, str] | str) -> list[str] | str:
    return list(row) if isinstance(row, tuple) else row


def strike(case: str, ids: list[str], by: str, *, restore: bool = False) -> None:
    """Leave swaps out from now on, or take them back in; it goes into the history.

    Raises:
        InputError: No name, or no such swap.
    """
    from core import pipeline

    pipeline.strike_swaps(open_case(case), ids, by, now(), restore=restore)
