"""How the published method descends: AdamW, and a learning rate that halves for good."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

_BETAS, _EPSILON = (0.9, 0.999), 1e-8


@dataclass(frozen=True)
class PaperSettings:
    """The authors' settings for their toxicity task; they used a patience of 5 for diagnosis."""

    learning_rate: float = 1e-3
    batch: int = 64
    epochs: int = 50
    patience: int = 3
    halvings: int = 2


class Adam:
    """AdamW without weight decay.

    Our own because torch.optim imports a compiler, for seconds, before its first step.
    """

    def __init__(self, theta: Tensor, learning_rate: float) -> None:
        self.learning_rate = learning_rate
        self.mean, self.square = torch.zeros_like(theta), torch.zeros_like(theta)
        self.steps = 0

    @torch.no_grad()
    def step(
        self, theta: Float[Tensor, "rows columns"], gradient: Float[Tensor, "rows columns"]
    ) -> None:
        """Move `theta`, in place, one step against the gradient."""
        self.steps += 1
        self.mean.lerp_(gradient, 1 - _BETAS[0])
        self.square.lerp_(gradient.square(), 1 - _BETAS[1])
        mean = self.mean / (1 - _BETAS[0] ** self.steps)
        square = self.square / (1 - _BETAS[1] ** self.steps)
        theta -= self.learning_rate * mean / (square.sqrt() + _EPSILON)


class Patience:
    """What to do after each epoch: "better", "wait", "halve" the learning rate, or "stop"."""

    def __init__(self, settings: PaperSettings) -> None:
        self.settings = settings
        self.highest = -1.0
        self.waited = self.halved = 0

    def after(self, reached: float) -> str:
        """The advice after an epoch that reached this score on the validation texts."""
        if reached > self.highest:
            self.highest, self.waited = reached, 0
            return "better"
        self.waited += 1
        if self.waited < self.settings.patience:
            return "wait"
        if self.halved == self.settings.halvings:
            return "stop"
        self.waited, self.halved = 0, self.halved + 1
        return "halve"
