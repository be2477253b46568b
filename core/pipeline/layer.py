"""After which layer the language model is read: the training texts decide.

The last layer of a sentence encoder knows best what a text is about, and has mixed the rest into
every word; the layers before it keep words apart, and judge tone better. So the earliest layer is
taken that none behind it clearly beats: see "Which layer" in tests/benchmarks/README.md.
"""

from dataclasses import dataclass

import numpy as np

from core.case import Case
from core.classify.press import left_out_errors
from core.embed import Embedder
from core.progress import Progress

_TEXTS = 1200
"""Enough to tell layers .03 apart by four standard errors; a tenth of 12,000 texts."""
_CLEARLY = 2.0
"""Standard errors of the paired difference."""


@dataclass(frozen=True)
class LayerChoice:
    """What was tried and taken."""

    layer: int
    tried: tuple[int, ...]
    errors: tuple[float, ...]
    """Of each tried: share of the labels' variance that is not told, each text left out."""
    texts: int
    """Training texts it was tried on."""


def choose_layer(
    case: Case, embedder: Embedder, layers: tuple[int, ...], progress: Progress
) -> LayerChoice:
    """The earliest of `layers` that no other beats by two standard errors on training texts.

    Args:
        case: The case; validation and test texts are not looked at.
        embedder: The whole model.
        layers: Those to try, earliest first.
        progress: Told after each batch.
    """
    frame = case.texts().frame
    train = np.flatnonzero(frame.split == "train")
    drawn = frame.iloc[np.random.default_rng(case.settings.seed).permutation(train)[:_TEXTS]]
    labels = drawn.label.to_numpy()
    if len(np.unique(labels)) < 2:
        return LayerChoice(layers[-1], (), (), len(drawn))

    def told(stage: str, done: int, total: int) -> None:
        progress("Choosing a layer", done, total)

    after = embedder.embed_after(drawn.text.tolist(), layers, told)
    errors = [left_out_errors(e, labels) for e in after]
    means = tuple(round(float(each.mean()), 4) for each in errors)
    return LayerChoice(layers[earliest(errors)], layers, means, len(drawn))


def earliest(errors: list[np.ndarray]) -> int:
    """Position of the first whose mean is within two standard errors of the smallest."""
    best = min(errors, key=lambda each: each.mean())

    def clearly_worse(own: np.ndarray) -> bool:
        worse = own - best
        return worse.mean() > _CLEARLY * worse.std() / len(worse) ** 0.5

    return next(place for place, own in enumerate(errors) if not clearly_worse(own))
