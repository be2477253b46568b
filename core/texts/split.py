"""Train, valid and test: drawn by us, or as a column of the file says."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from core.errors import InputError
from core.texts.cells import counted, listed, shown

SHARES = {"train": 0.70, "valid": 0.15, "test": 0.15}
VALID_OF_TRAIN = 0.15

_NAMES = {
    "train": "train",
    "training": "train",
    "valid": "valid",
    "val": "valid",
    "validation": "valid",
    "dev": "valid",
}


def draw_split(
    texts: Sequence[str], labels: Sequence[str], shares: Mapping[str, float], *, seed: int
) -> list[str]:
    """The side of each text: each class is shared out as `shares` says, equal texts together.

    A side depends on the texts and the seed alone, not on the order of the rows. Texts that
    differ in white space only count as equal. Each class has a text in the first side.
    """
    keys = [" ".join(text.split()) for text in texts]
    sizes, label_of = Counter(keys), _main_labels(keys, labels)
    by_label: dict[str, list[str]] = {}
    for key in sorted(sizes, key=lambda key: (-sizes[key], _draw(key, seed))):
        by_label.setdefault(label_of[key], []).append(key)
    side: dict[str, str] = {}
    for same_label in by_label.values():
        side |= _share_out(same_label, sizes, shares)
    first = next(iter(shares))
    reached = {label for key, label in zip(keys, labels, strict=True) if side[key] == first}
    # A class known only from texts that carry other labels too may have missed the first side.
    lost = {key for key, label in zip(keys, labels, strict=True) if label not in reached}
    return [first if key in lost else side[key] for key in keys]


def read_split(frame: pd.DataFrame, *, column: str, seed: int) -> tuple[list[str], list[str]]:
    """The side of each text as the frame's column "split" says, and notes.

    Where no text is for validation, 15 % of the training texts are.

    Args:
        frame: columns text, label and split, as `Texts.frame`, split as the file has it.
        column: what the split column is called in the file.
        seed: of the draw, where validation texts are drawn.

    Raises:
        InputError: an unknown value, no training or test texts, or a class without training texts.
    """
    sides = _named(list(frame["split"]), column)
    missing = [side for side in ("train", "test") if side not in sides]
    if missing:
        raise InputError(
            f"column {shown(column)} has no {' and no '.join(missing)} texts: mark some, "
            "or leave the split column out to have one drawn"
        )
    notes = _twins(frame, sides)
    if "valid" not in sides:
        train = frame[[side == "train" for side in sides]]
        shares = {"train": 1 - VALID_OF_TRAIN, "valid": VALID_OF_TRAIN}
        drawn = iter(draw_split(list(train["text"]), list(train["label"]), shares, seed=seed))
        sides = [next(drawn) if side == "train" else side for side in sides]
        notes.append(f"{counted(sides.count('valid'), 'text')} of train set aside to validate on.")
    return sides, notes


def check_sides(labels: Sequence[str], sides: Sequence[str], *, column: str | None) -> None:
    """Nothing, if each side has texts and each class is in train.

    Raises:
        InputError: a side is empty, or a class is missing from train.
    """
    trained = {label for label, side in zip(labels, sides, strict=True) if side == "train"}
    absent = sorted(set(labels) - trained)
    if absent:
        raise InputError(
            f"class {listed(absent)} has no train texts in column {shown(column or 'split')}: "
            "move some of its texts to train"
        )
    empty = [side for side in SHARES if side not in sides]
    if empty:
        raise InputError(
            f"too few different texts for a {empty[0]} part: equal texts stay together; "
            "add texts, or give a split column"
        )


def _share_out(
    keys: Sequence[str], sizes: Mapping[str, int], shares: Mapping[str, float]
) -> dict[str, str]:
    """Each key to the side that lacks most, so that every side ends close to its share."""
    total = sum(sizes[key] for key in keys)
    lack = {name: share * total for name, share in shares.items()}
    side = {}
    for key in keys:
        side[key] = max(lack, key=lambda name: lack[name])
        lack[side[key]] -= sizes[key]
    return side


def _main_labels(keys: Sequence[str], labels: Sequence[str]) -> dict[str, str]:
    """The most frequent label of each distinct text; of equals the first in sorted order."""
    counts: dict[str, Counter[str]] = {}
    for key, label in zip(keys, labels, strict=True):
        counts.setdefault(key, Counter())[label] += 1
    return {key: min(each, key=lambda label: (-each[label], label)) for key, each in counts.items()}


def _draw(key: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}\0{key}".encode()).digest()


def _named(values: Sequence[str | None], column: str) -> list[str]:
    sides = {value: _side(value) for value in dict.fromkeys(values)}
    unknown = [value or "(empty)" for value, side in sides.items() if side is None]
    if unknown:
        raise InputError(
            f"column {shown(column)} holds {listed(unknown)}: write train, valid (or val, "
            "validation, dev) or a word that starts with test in each row"
        )
    return [sides[value] or "" for value in values]


def _side(value: str | None) -> str | None:
    word = (value or "").strip().lower()
    return "test" if word.startswith("test") else _NAMES.get(word)


def _twins(frame: pd.DataFrame, sides: Sequence[str]) -> list[str]:
    learnt = {t for t, side in zip(frame["text"], sides, strict=True) if side != "test"}
    twins = sum(
        side == "test" and t in learnt for t, side in zip(frame["text"], sides, strict=True)
    )
    note = (
        f"{counted(twins, 'text')} of the test part also {'stands' if twins == 1 else 'stand'} "
        "word for word in the training part."
    )
    return [note] if twins else []
