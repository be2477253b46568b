"""The word swaps of a case: which lists it uses, every swapped text, and those people struck."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core.audit.swaps.made import Swap, swaps_of
from core.audit.swaps.words import Words, default_words, words_from
from core.case import Case
from core.durable import canonical_json, sha256_bytes, write_json
from core.errors import InputError
from core.pipeline.decide import ledger

if TYPE_CHECKING:
    import pandas as pd

TEXTS = 400
"""Test texts with words of a pair that are swapped; a seeded sample where there are more."""


@dataclass(frozen=True)
class SwapLists:
    """What a case swaps.

    Attributes:
        words: pairs, templates and terms.
        own: somebody gave the case lists of its own.
        struck: ids of swaps that people struck.
    """

    words: Words
    own: bool
    struck: frozenset[str]

    @property
    def words_sha256(self) -> str:
        """Of `Words.exchanged`: no template and no struck swap changes it."""
        return sha256_bytes(canonical_json(self.words.exchanged()))

    @property
    def sha256(self) -> str:
        """Changes whenever the lists or what was struck change."""
        return sha256_bytes(canonical_json([self.words.as_json(), sorted(self.struck)]))


def swap_lists(case: Case) -> SwapLists:
    """The lists of a case; those of the product while nobody gave others."""
    kept = _kept(case)
    own = kept.get("words")
    words = words_from(own, default_words()) if own else default_words()
    return SwapLists(words, bool(own), frozenset(kept.get("struck", ())))


def set_swap_words(case: Case, content: object, by: str, ts: str) -> SwapLists:
    """Use other pairs, templates or terms; what `content` does not name comes with the product.

    Raises:
        InputError: it is no word list, or nobody says who brings it.
    """
    words = words_from(content, default_words())
    subject = {"sha256": sha256_bytes(canonical_json(words.as_json()))}
    ledger(case).append(by=by, event="swap.words", subject=subject, reason="", ts=ts)
    write_json(case.swaps_path, _kept(case) | {"words": content})
    return swap_lists(case)


def strike_swaps(
    case: Case, ids: Sequence[str], by: str, ts: str, reason: str = "", *, restore: bool = False
) -> SwapLists:
    """Leave some swaps out from now on, or with `restore` take them in again.

    Args:
        case: The case.
        ids: Of the swaps.
        by: Who.
        ts: When (UTC, RFC 3339).
        reason: Why, such as that the swapped text makes no sense.
        restore: Take them back in.

    Raises:
        InputError: there is no swap of that id, or no name.
    """
    known = {swap.id: swap.words for swap in case_swaps(case)}
    for each in ids:
        if each not in known:
            raise InputError(f"there is no swap {each!r}: `selfreg swaps {case.typed}` lists them")
    event = "swap.restored" if restore else "swap.struck"
    subject = {"swaps": {each: known[each] for each in ids}}
    ledger(case).append(by=by, event=event, subject=subject, reason=reason.strip(), ts=ts)
    struck = swap_lists(case).struck
    changed = struck - {*ids} if restore else struck | {*ids}
    write_json(case.swaps_path, _kept(case) | {"struck": sorted(changed)})
    return swap_lists(case)


def case_swaps(case: Case, frame: "pd.DataFrame | None" = None) -> list[Swap]:
    """Every swap of the case, struck ones too: test texts by their rows, then templates."""
    words = swap_lists(case).words
    frame = case.texts().frame if frame is None else frame
    rows = np.flatnonzero(frame.split == "test").tolist()
    found = swaps_of(dict(zip(rows, frame.text.iloc[rows], strict=True)), words)
    rows = [swap.row for swap in found if swap.row is not None]
    if len(rows) <= TEXTS:
        return found
    drawn = np.random.default_rng(case.settings.seed).choice(rows, TEXTS, replace=False)
    kept = set(drawn.tolist())
    return [swap for swap in found if swap.row is None or swap.row in kept]


def _kept(case: Case) -> dict[str, Any]:
    if not case.swaps_path.is_file():
        return {}
    return json.loads(case.swaps_path.read_text("utf-8"))
