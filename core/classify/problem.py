"""The embeddings and labels that every fit reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.errors import InputError


@dataclass(frozen=True, eq=False)
class Problem:
    """Training and validation texts as embeddings, their labels as positions in `labels`.

    `weights`, if given, says how much each training text counts (any positive scale).
    """

    e_train: Float[Tensor, "train d_in"]
    y_train: Int[Tensor, " train"]
    e_valid: Float[Tensor, "valid d_in"]
    y_valid: Int[Tensor, " valid"]
    labels: tuple[str, ...]
    weights: Float[Tensor, " train"] | None = None

    def __post_init__(self) -> None:
        _check_rows("training", self.e_train, self.y_train, len(self.labels))
        _check_rows("validation", self.e_valid, self.y_valid, len(self.labels))
        if self.e_train.shape[1] != self.e_valid.shape[1]:
            raise InputError(
                f"training embeddings have {self.e_train.shape[1]} dimensions and validation "
                f"embeddings {self.e_valid.shape[1]}: embed both with the same model"
            )
        self._check_labels()
        if self.weights is not None:
            _check_weights(self.weights, len(self.y_train))

    @classmethod
    def from_labels(
        cls,
        e_train: Float[Tensor, "train d_in"],
        labels_train: Sequence[str],
        e_valid: Float[Tensor, "valid d_in"],
        labels_valid: Sequence[str],
    ) -> Problem:
        """The problem with labels in sorted order, from label strings."""
        labels = tuple(sorted(set(labels_train) | set(labels_valid)))
        code = {label: position for position, label in enumerate(labels)}
        y_train = torch.tensor([code[label] for label in labels_train], dtype=torch.int64)
        y_valid = torch.tensor([code[label] for label in labels_valid], dtype=torch.int64)
        return cls(e_train, y_train, e_valid, y_valid, labels)

    @property
    def d_in(self) -> int:
        """Dimensions of an embedding."""
        return self.e_train.shape[1]

    @property
    def rows(self) -> int:
        """Rows of weights a classifier has: 1 for two labels, otherwise one a label."""
        return 1 if len(self.labels) == 2 else len(self.labels)

    @cached_property
    def design(self) -> Float[Tensor, "columns train"]:
        """Training embeddings in double precision, one column a text, and a last row of ones."""
        e = self.e_train.T.double()
        return torch.cat([e, torch.ones(1, e.shape[1], dtype=torch.float64)])

    @cached_property
    def shares(self) -> Float[Tensor, " train"]:
        """How much each training text counts; sums to 1."""
        if self.weights is None:
            return torch.full((len(self.y_train),), 1 / len(self.y_train), dtype=torch.float64)
        return self.weights.double() / self.weights.double().sum()

    @cached_property
    def gram(self) -> Float[Tensor, "columns columns"]:
        """Weighted mean of the outer products of `design`'s columns."""
        return self.design @ (self.design * self.shares).T

    @cached_property
    def spread(self) -> float:
        """Trace of the covariance of the training embeddings: the natural unit of a ridge."""
        mean = self.gram[-1, :-1]
        return float(self.gram.diagonal()[:-1].sum() - mean @ mean)

    def _check_labels(self) -> None:
        if len(set(self.labels)) != len(self.labels):
            raise InputError(f"labels {list(self.labels)} repeat: name each label once")
        seen = torch.bincount(self.y_train, minlength=len(self.labels))
        present = [label for label, n in zip(self.labels, seen.tolist(), strict=True) if n]
        if len(present) < 2:
            raise InputError(
                f"the training texts carry one label only ({', '.join(present) or 'none'}): "
                "a classifier needs texts of at least two labels"
            )
        if missing := [label for label in self.labels if label not in present]:
            raise InputError(
                f"no training text is labelled {missing[0]!r}: add some, or leave that label out"
            )


def _check_rows(part: str, e: Tensor, y: Tensor, classes: int) -> None:
    if e.ndim != 2 or len(e) != len(y):
        raise InputError(
            f"{len(y)} {part} labels for embeddings of shape {tuple(e.shape)}: "
            "pass one embedding a text"
        )
    if not torch.isfinite(e).all():
        raise InputError(f"the {part} embeddings hold a value that is not finite: embed again")
    if len(y) and (int(y.min()) < 0 or int(y.max()) >= classes):
        raise InputError(
            f"{part} labels run from {int(y.min())} to {int(y.max())} for {classes} labels: "
            "pass positions in `labels`"
        )


def _check_weights(weights: Tensor, texts: int) -> None:
    if len(weights) != texts:
        raise InputError(f"{len(weights)} weights for {texts} training texts: pass one a text")
    if not (torch.isfinite(weights).all() and bool((weights >= 0).all()) and weights.sum() > 0):
        raise InputError("a text's weight is negative, infinite or all are 0: pass weights above 0")
