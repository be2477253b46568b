"""What changes while an autoencoder is trained: weights, optimiser, and who has been idle."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import normalize

from core.sae.auxk import auxk_gradients
from core.sae.select import Weights, select
from core.sae.size import Size
from core.sae.step import Step, step

_CLIP = 1.0
_NO_LENGTH = 1e-12


@dataclass(frozen=True)
class Scale:
    """What makes states of any model comparable: subtract nothing, multiply by `factor`."""

    factor: float
    mean: Float[Tensor, " d_in"]
    variance: float
    """Mean squared distance from the mean, after scaling."""
    largest: float
    """Longer states are outliers and left out of training."""


class Training:
    """Everything that changes while training; what a checkpoint holds."""

    def __init__(self, size: Size, scale: Scale, sample: Tensor) -> None:
        self.size, self.scale = size, scale
        self.weights = self._first_weights(sample)
        self.optimizer = torch.optim.Adam(self.weights.tensors(), lr=size.learning_rate, fused=True)
        self.steps = 0
        self.guess = 0.0
        self.idle = torch.zeros(size.d_sae, dtype=torch.int64)

    def _first_weights(self, sample: Tensor) -> Weights:
        """Decoder rows are states; the encoder reads along them."""
        size, mean = self.size, self.scale.mean
        generator = torch.Generator().manual_seed(size.seed)
        picked = torch.randint(len(sample), (size.d_sae,), generator=generator)
        noise = torch.randn(size.d_sae, size.d_in, generator=generator)
        rows = normalize(sample[picked] - mean + 0.1 * noise, dim=1)
        weights = Weights(rows.clone(), torch.zeros(size.d_sae), rows.clone(), mean.clone())
        weights.W_enc *= _first_length(weights, sample[: size.batch], size.k)
        return weights

    def advance(self, x: Float[Tensor, "batch d_in"], total: int) -> None:
        """One optimiser step on a batch of scaled states; `total` steps are planned."""
        done = self._step(x, total)
        self.guess = done.selection.smallest
        self._count(done.selection.latent, len(x))
        self._revive(done.gradients, x, done.error, total)
        self._apply(done.gradients, _schedule(self.steps, total))
        self.steps += 1

    def finished(self) -> Weights:
        """The weights as they are served: decoder rows have length 1."""
        return self.weights

    def _step(self, x: Tensor, total: int) -> Step:
        size = self.size
        kind = {"each": size.each, "prefixes": size.prefixes}
        return step(self.weights, x, size.k, self.guess, self.scale.variance, **kind)

    def dead(self, total: int) -> Tensor:
        """Latents that have not been kept for a twentieth of the planned tokens."""
        patience = max(10 * self.size.batch, total * self.size.batch // 20)
        return (self.idle > patience).nonzero().squeeze(1)

    def _count(self, latent: Tensor, tokens: int) -> None:
        self.idle += tokens
        self.idle[latent] = 0

    def _revive(self, gradients: list[Tensor], x: Tensor, error: Tensor, total: int) -> None:
        dead = self.dead(total)
        if not len(dead) or not self.size.aux_weight:
            return
        centred = x - self.weights.b_dec
        extra = auxk_gradients(self.weights, centred, error, dead, self.size.aux_weight)
        for gradient, rows in zip(gradients, extra, strict=False):
            gradient[dead] += rows

    def _apply(self, gradients: list[Tensor], rate: float) -> None:
        W_dec = self.weights.W_dec
        along = torch.linalg.vecdot(gradients[2], W_dec)[:, None]
        gradients[2].addcmul_(along, W_dec, value=-1)
        norm = float(torch.stack([torch.linalg.vector_norm(g) for g in gradients]).norm())
        for tensor, gradient in zip(self.weights.tensors(), gradients, strict=True):
            tensor.grad = gradient.mul_(_CLIP / norm) if norm > _CLIP else gradient
        self._descend(rate)
        W_dec.div_(torch.linalg.vector_norm(W_dec, dim=1, keepdim=True).clamp_min(_NO_LENGTH))

    def _descend(self, rate: float) -> None:
        for group in self.optimizer.param_groups:
            group["lr"] = self.size.learning_rate * rate
        self.optimizer.step()

    def state(self) -> dict:
        """All that a resumed run needs to go on exactly as if nothing had happened."""
        return {
            "weights": self.weights.tensors(),
            "optimizer": self.optimizer.state_dict(),
            "steps": self.steps,
            "guess": self.guess,
            "idle": self.idle,
        }

    def restore(self, state: dict) -> None:
        """Go back to a saved `state`."""
        for tensor, saved in zip(self.weights.tensors(), state["weights"], strict=True):
            tensor.copy_(saved)
        self.optimizer.load_state_dict(state["optimizer"])
        self.steps, self.guess = state["steps"], state["guess"]
        self.idle = state["idle"]


def _first_length(weights: Weights, x: Float[Tensor, "batch d_in"], k: int) -> float:
    """What the encoder must be multiplied by so that the first x̂ fits best (least squares).

    Decoder rows are states, and the k that fire on a token point much the same way: their sum is
    some forty times too long at first. Without this, a training of 400 steps spends half of them on
    unlearning it (FVU .20 instead of .13 after 430 steps of 4,096 tokens).
    """
    centred = x - weights.b_dec
    kept = select(weights, centred, k, 0.0)
    fitted = kept.sum_rows(weights.W_dec, len(x))
    squares = float(fitted.pow(2).sum())
    return float((centred * fitted).sum()) / squares if squares > 0 else 1.0


def _schedule(done: int, total: int) -> float:
    """Share of the learning rate: 5 % of the steps up, the last 20 % down to zero."""
    up = min(1.0, (done + 1) / max(1, total // 20))
    down = min(1.0, (total - done) / max(1, total // 5))
    return min(up, down)
