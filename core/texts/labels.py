"""What is left out of a table of texts, with a note, and when too little is left."""

from collections import Counter
from collections.abc import Callable

import pandas as pd

from core.errors import InputError
from core.texts.cells import counted, listed, shown

MIN_TEXTS = 10
"""A class with fewer texts is left out."""


def keep_usable(frame: pd.DataFrame, *, text: str, label: str) -> tuple[pd.DataFrame, list[str]]:
    """The rows a classifier can learn from, and notes on the others.

    Args:
        frame: columns text and label among others, as `Texts.frame`.
        text: what the text column is called in the file.
        label: what the label column is called in the file.

    Raises:
        InputError: no texts, no labels, one label only, or fewer than two classes of 10 texts.
    """
    visible = frame["text"].map(lambda value: value is not None and is_visible(value))
    if not frame.loc[visible, "text"].map(_has_letter).any():
        raise InputError(f"column {shown(text)} holds no words: choose the column with the texts")
    labelled = frame["label"].notna()
    if not labelled.any():
        raise InputError(f"column {shown(label)} is empty: choose the column with the labels")
    notes = _note(int((~visible).sum()), lambda n: f"{counted(n, 'row')} without a text left out")
    unlabelled = int((visible & ~labelled).sum())
    notes += _note(unlabelled, lambda n: f"{counted(n, 'text')} without a label left out")
    frame, more = _drop_small(frame[visible & labelled], label)
    return frame.reset_index(drop=True), notes + more


def is_visible(text: str) -> bool:
    """Whether the text holds a character one can see."""
    return any(c.isprintable() and not c.isspace() for c in text)


def _has_letter(text: str) -> bool:
    return any(c.isalpha() for c in text)


def _note(number: int, sentence: Callable[[int], str]) -> list[str]:
    return [f"{sentence(number)}."] if number else []


def _drop_small(frame: pd.DataFrame, label: str) -> tuple[pd.DataFrame, list[str]]:
    sizes = Counter(frame["label"])
    if len(sizes) < 2:
        raise InputError(
            f"column {shown(label)} has one value ({listed(sizes) or 'none'}): "
            "a classifier needs two or more; choose another label column"
        )
    small = sorted(name for name, size in sizes.items() if size < MIN_TEXTS)
    if len(sizes) - len(small) < 2:
        raise InputError(
            f"column {shown(label)} has {_classes(len(sizes) - len(small))} of {MIN_TEXTS} texts "
            f"or more among {len(sizes):,} values: a classifier needs two; add texts or choose "
            "another label column"
        )
    texts = sum(sizes[name] for name in small)
    note = (
        f"{_classes(len(small))} with fewer than {MIN_TEXTS} texts left out "
        f"({listed(small)}; {counted(texts, 'text')})"
    )
    return frame[~frame["label"].isin(small)], _note(len(small), lambda _: note)


def _classes(number: int) -> str:
    return "1 class" if number == 1 else f"{number:,} classes"
