"""What other words change in the embeddings of training texts, kept beside the classifiers.

A penalty rests on them: the words of flagged features deleted, and, if asked for, the words of the
case's swap lists exchanged ("he" for "she") instead. Both are read once; another strength reads no
text again.
"""

from collections.abc import Callable
from itertools import chain

import numpy as np
from jaxtyping import Float
from torch import Tensor

from core.audit.swaps import Words, exchanged_texts
from core.case import Case
from core.durable import canonical_json, replace_with, sha256_bytes
from core.errors import CaseError, InputError
from core.pipeline.data import Data
from core.pipeline.decide import flags_fingerprint
from core.pipeline.flags import Flags
from core.pipeline.swaps import SwapLists, swap_lists
from core.progress import Progress

_NAMED = 12
"""Letters of a hash in a file's name: other lists go into another file."""
ENOUGH = 1500
"""Texts for a covariance; a seeded sample of that many is read where there are more."""


def deleted(
    case: Case, data: Data, flags: Flags, progress: Progress, swaps: str = ""
) -> Float[Tensor, "changed d_in"]:
    """embedding(text) − embedding(text without the words of flagged features); maybe no row.

    Args:
        case: The case, run.
        data: Its texts and embeddings.
        flags: What stands in the ledger.
        progress: Told while texts are read again.
        swaps: SHA-256 of the word lists whose words stay, for they are exchanged; "": none stay.
    """
    from core.pipeline.deletion import deletion_differences
    from core.pipeline.look import load_model

    def read() -> Tensor:
        pairs = _lists(case, swaps).words.pairs if swaps else ()
        return deletion_differences(
            case,
            flags.features,
            data.rows("train"),
            data.unit,
            load_model(case),
            progress,
            most=ENOUGH,
            but=frozenset(chain.from_iterable(pairs)),
        ).differences

    name = f"deletion-{swaps[:_NAMED]}" if swaps else "deletion"
    return _kept(case, name, [case.key("features"), flags_fingerprint(case), swaps], read)


def exchanged(
    case: Case, data: Data, swaps: str, progress: Progress
) -> Float[Tensor, "changed d_in"]:
    """embedding(text) − embedding(text with the words of every pair exchanged); some row.

    Args:
        case: The case, run.
        data: Its texts and embeddings.
        swaps: SHA-256 of the word lists, as `SwapLists.words_sha256` has it.
        progress: Told while texts are read again.

    Raises:
        CaseError: The case's lists are others by now, and what these changed was not kept.
        InputError: No training text has a word of the lists.
    """

    def read() -> Tensor:
        return _exchanged(case, data, _lists(case, swaps).words, progress)

    return _kept(case, f"exchange-{swaps[:_NAMED]}", [case.key("features"), swaps], read)


def _lists(case: Case, swaps: str) -> SwapLists:
    lists = swap_lists(case)
    if lists.words_sha256 != swaps:
        raise CaseError(
            f"the word lists of case {case.name!r} have changed since it was trained to hold "
            f"still under them: train it again, with `selfreg train {case.typed} --swaps` and its "
            "method and strength, or on the page Retrain"
        )
    return lists


def _exchanged(case: Case, data: Data, words: Words, progress: Progress) -> Tensor:
    from core.pipeline.look import load_model

    other = exchanged_texts(data.frame.text.iloc[data.rows("train")].to_dict(), words)
    if not other:
        raise InputError(
            "no training text has a word of the swap lists, so exchanging them teaches nothing: "
            f"bring other pairs with `selfreg swaps {case.typed} --words FILE`, or leave the swaps "
            "out"
        )
    rows = np.array(list(other))
    if len(rows) > ENOUGH:
        rows = np.sort(np.random.default_rng(case.settings.seed).choice(rows, ENOUGH, False))
    return data.unit[rows] - load_model(case).embed([other[row] for row in rows.tolist()], progress)


def _kept(case: Case, name: str, about: list[object], read: Callable[[], Tensor]) -> Tensor:
    """What `read` gives, from its file where it was read for the same before."""
    from safetensors import safe_open
    from safetensors.torch import save_file

    path = case.classifier_path("plain").with_name(f"{name}.safetensors")
    key = sha256_bytes(canonical_json(about))
    if path.is_file():
        with safe_open(path, "pt") as kept:
            if (kept.metadata() or {}).get("key") == key:
                return kept.get_tensor("differences")
    found = read()
    with replace_with(path) as beside:
        save_file({"differences": found.contiguous()}, beside, {"key": key})
    return found
