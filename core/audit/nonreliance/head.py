"""A fitted model as plain arrays.

    logits(e) = e · straight + bias − relu(e · encoder + offset) · decoded

A linear head has no encoder; the published method's removal of flagged features is the second part.
An embedding enters through two products only, its *views*, so a move of the embedding is a move of
its views, and hundreds of moves are tried in seconds with the numbers the model itself computes.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, Int


@dataclass(frozen=True, eq=False)
class Head:
    """What turns an embedding into a decision.

    Attributes:
        straight: weights; one column for two labels (the logit of the second), else one a label.
        bias: of the logits.
        encoder: directions that a removal reads; no column without one.
        offset: added to what it reads.
        decoded: what it takes off each logit.
        threshold: smallest probability that decides for the second label; None with more labels.
    """

    straight: Float[np.ndarray, "d_in rows"]
    bias: Float[np.ndarray, " rows"]
    encoder: Float[np.ndarray, "d_in removed"]
    offset: Float[np.ndarray, " removed"]
    decoded: Float[np.ndarray, "removed rows"]
    threshold: float | None

    @property
    def linear(self) -> bool:
        """Whether nothing is removed on the way."""
        return self.encoder.shape[1] == 0

    def views(self, e: Float[np.ndarray, "texts d_in"]) -> Float[np.ndarray, "texts views"]:
        """Everything the model reads of an embedding; linear, without bias and offset."""
        double = np.asarray(e, np.float64)
        return np.hstack([double @ self.straight, double @ self.encoder])

    def logits(self, views: Float[np.ndarray, "... views"]) -> Float[np.ndarray, "... rows"]:
        """Logits of embeddings that are given by their views."""
        rows = self.straight.shape[1]
        codes = np.maximum(views[..., rows:] + self.offset, 0)
        return views[..., :rows] + self.bias - codes @ self.decoded

    def decide(self, logits: Float[np.ndarray, "... rows"]) -> Int[np.ndarray, "..."]:
        """Position of the label decided for."""
        if self.threshold is None:
            return logits.argmax(axis=-1)
        return (chances(logits)[..., 1] >= self.threshold).astype(int)

    @property
    def cut(self) -> float:
        """The threshold as a logit (two labels only)."""
        share = float(self.threshold or 0)
        if not 0 < share < 1:
            return float(np.copysign(np.inf, share - 0.5))
        return float(np.log(share) - np.log1p(-share))


def head_of(classifier: Any) -> Head:  # noqa: ANN401  (a Classifier; steps do not import each other)
    """The arrays of a fitted model; its `removal`, where it has one, becomes the encoder."""
    weights = _array(classifier.weights).T
    bias = _array(classifier.bias)
    taken = classifier.removal
    if taken is None:
        none = np.zeros((len(weights), 0))
        return Head(weights, bias, none, none[0], none.T @ weights, classifier.threshold)
    W_enc, b_enc, W_dec, b_dec = (
        _array(getattr(taken, name)) for name in ("W_enc", "b_enc", "W_dec", "b_dec")
    )
    return Head(
        taken.scale * weights,
        bias - b_dec @ weights,
        taken.scale * W_enc,
        b_enc - b_dec @ W_enc,
        W_dec @ weights,
        classifier.threshold,
    )


def along(
    head: Head, directions: Float[np.ndarray, "flags d_in"], label: int
) -> Float[np.ndarray, " flags"]:
    """Weight times direction: what a label's logit gains one unit along each direction.

    With several labels, beside the mean of all logits.
    """
    gained = centred(np.asarray(directions, np.float64) @ head.straight)
    if gained.shape[1] > 1:
        return gained[:, label]
    return gained[:, 0] if label else -gained[:, 0]


def chances(logits: Float[np.ndarray, "... rows"]) -> Float[np.ndarray, "... classes"]:
    """Probability of every label; the last axis sums to 1."""
    if logits.shape[-1] == 1:
        logits = np.concatenate([np.zeros_like(logits), logits], axis=-1)
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)


def centred(logits: Float[np.ndarray, "... rows"]) -> Float[np.ndarray, "... rows"]:
    """Logits as they count for the decision: with several labels, relative to their mean."""
    return logits if logits.shape[-1] == 1 else logits - logits.mean(axis=-1, keepdims=True)


def _array(tensor: Any) -> np.ndarray:  # noqa: ANN401  (a tensor)
    return np.asarray(tensor.detach().numpy(), np.float64)
