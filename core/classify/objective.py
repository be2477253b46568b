"""The value, gradient and curvature of regularized logistic and softmax loss."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True, eq=False)
class Point:
    """Weights, and all the solver asks about them."""

    theta: Float[Tensor, "rows coordinates"]
    logits: Float[Tensor, "rows texts"]
    chances: Float[Tensor, "rows texts"]
    value: float
    gradient: Float[Tensor, "rows coordinates"]


@dataclass(frozen=True, eq=False)
class Objective:
    """Mean loss over the texts plus the penalty, with `design` holding one column a text.

    `basis`, if given, holds the orthonormal columns that the weights `theta` are written in.
    """

    design: Float[Tensor, "columns texts"]
    basis: Float[Tensor, "columns coordinates"] | None
    targets: Float[Tensor, "rows texts"]
    shares: Float[Tensor, " texts"]
    penalty: Float[Tensor, " coordinates"]

    def logits(self, theta: Float[Tensor, "rows coordinates"]) -> Float[Tensor, "rows texts"]:
        """One number a row of weights and text."""
        wide = theta if self.basis is None else theta @ self.basis.T
        return wide @ self.design

    def pulled(self, slope: Float[Tensor, "rows texts"]) -> Float[Tensor, "rows coordinates"]:
        """The transpose of `logits`: from one number a text to one a coordinate."""
        wide = slope @ self.design.T
        return wide if self.basis is None else wide @ self.basis

    def at(
        self, theta: Float[Tensor, "rows coordinates"], logits: Float[Tensor, "rows texts"]
    ) -> Point:
        """The value and gradient at some weights whose logits are known."""
        chances = torch.sigmoid(logits) if len(logits) == 1 else torch.softmax(logits, dim=0)
        gradient = self.pulled((chances - self.targets) * self.shares) + theta * self.penalty
        return Point(theta, logits, chances, self.value(theta, logits), gradient)

    def value(
        self, theta: Float[Tensor, "rows coordinates"], logits: Float[Tensor, "rows texts"]
    ) -> float:
        """The objective itself."""
        if len(logits) == 1:
            level = functional.softplus(logits[0], threshold=700.0)
        else:
            level = torch.logsumexp(logits, dim=0)
        loss = level - (logits * self.targets).sum(0)
        return float(self.shares @ loss + 0.5 * (theta.square() @ self.penalty).sum())

    def curve(
        self, chances: Float[Tensor, "rows texts"], direction: Float[Tensor, "rows coordinates"]
    ) -> Float[Tensor, "rows coordinates"]:
        """The Hessian times a direction."""
        change = chances * self.logits(direction)
        change = change - chances * change.sum(0)  # also for one row: p(1 - p)
        return self.pulled(change * self.shares) + direction * self.penalty


def targets(y: Int[Tensor, " texts"], classes: int) -> Float[Tensor, "rows texts"]:
    """1 where a row stands for the text's label, else 0; two labels share the row of the second."""
    if classes == 2:
        return y.double()[None]
    return functional.one_hot(y.long(), classes).double().T.contiguous()
