"""Train a sparse autoencoder on token states, with checkpoints."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import normalize

from core.durable import replace_with
from core.progress import Progress
from core.sae.auxk import auxk_gradients
from core.sae.model import SparseAutoencoder, unexplained
from core.sae.select import Weights, select
from core.sae.size import Size
from core.sae.step import step

SHARDS_AT_ONCE = 4
_CHECKPOINT_EVERY = 100
_CALIBRATION_TOKENS = 1 << 15
_CLIP = 1.0
_NO_LENGTH = 1e-12
_OUTLIER = 10.0


@dataclass(frozen=True)
class Source:
    """Where token states come from: `load(i)` gives shard i, `sizes` their tokens."""

    sizes: Sequence[int]
    load: Callable[[int], Float[Tensor, "tokens d_in"]]


@dataclass(frozen=True)
class Trained:
    """An autoencoder and how well it fits."""

    sae: SparseAutoencoder
    fvu: float
    """Fraction of the token states' variance it does not explain; 0 is perfect."""
    l0: float
    """Mean number of latents that fire on a token."""
    dead: int
    """Latents that did not fire on the last tokens seen."""
    tokens: int
    """Token states seen, passes included."""


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
        generator = torch.Generator().manual_seed(size.seed)
        picked = torch.randint(len(sample), (size.d_sae,), generator=generator)
        noise = torch.randn(size.d_sae, size.d_in, generator=generator)
        rows = normalize(sample[picked] - scale.mean + 0.1 * noise, dim=1)
        self.weights = Weights(
            rows.clone(), torch.zeros(size.d_sae), rows.clone(), scale.mean.clone()
        )
        self.weights.W_enc *= _first_length(self.weights, sample[: size.batch], size.k)
        self.optimizer = torch.optim.Adam(self.weights.tensors(), lr=size.learning_rate, fused=True)
        self.steps = 0
        self.guess = 0.0
        self.idle = torch.zeros(size.d_sae, dtype=torch.int64)

    def advance(self, x: Float[Tensor, "batch d_in"], total: int) -> None:
        """One optimiser step on a batch of scaled states; `total` steps are planned."""
        size = self.size
        kind = {"each": size.each, "prefixes": size.prefixes}
        done = step(self.weights, x, size.k, self.guess, self.scale.variance, **kind)
        self.guess = done.selection.smallest
        self._count(done.selection.latent, len(x))
        self._revive(done.gradients, x, done.error, total)
        self._apply(done.gradients, _schedule(self.steps, total))
        self.steps += 1

    def dead(self, total: int) -> Tensor:
        """Latents that have not been kept for a twentieth of the planned tokens."""
        patience = max(10 * self.size.batch, total * self.size.batch // 20)
        return (self.idle > patience).nonzero().squeeze(1)

    def _count(self, latent: Tensor, tokens: int) -> None:
        self.idle += tokens
        self.idle[latent] = 0

    def _revive(self, gradients: list[Tensor], x: Tensor, error: Tensor, total: int) -> None:
        dead = self.dead(total)
        if not len(dead):
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
        for group in self.optimizer.param_groups:
            group["lr"] = self.size.learning_rate * rate
        self.optimizer.step()
        W_dec.div_(torch.linalg.vector_norm(W_dec, dim=1, keepdim=True).clamp_min(_NO_LENGTH))

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


@torch.no_grad()
def train_sae(source: Source, size: Size, checkpoint: Path, progress: Progress) -> Trained:
    """Train on the states of `source`, going on from `checkpoint` where there is one."""
    sample = _sample(source, size)
    scale = _scale(sample)
    training = Training(size, scale, sample * scale.factor)
    if checkpoint.exists():
        training.restore(torch.load(checkpoint, weights_only=True))
    total = _planned(source, size)
    for x in _batches(source, size, scale, skip=training.steps):
        training.advance(x, total)
        progress("Learning features", training.steps, total)
        if training.steps % _CHECKPOINT_EVERY == 0:
            _save(training.state(), checkpoint)
    return _finish(training, sample, total)


def _finish(training: Training, sample: Tensor, total: int) -> Trained:
    """Fold the scale away and set the threshold so that k latents fire on a token."""
    size, scale, weights = training.size, training.scale, training.weights
    sample = sample[sample.norm(dim=1) * scale.factor <= scale.largest]
    x = sample * scale.factor
    threshold = select(weights, x - weights.b_dec, size.k, training.guess).smallest
    # ≥ in training, > when serving: step just below the smallest activation kept.
    threshold = float(torch.nextafter(torch.tensor(threshold), torch.tensor(0.0)))
    sae = SparseAutoencoder(
        W_enc=weights.W_enc.t().contiguous(),
        b_enc=weights.b_enc / scale.factor,
        W_dec=weights.W_dec.clone(),
        b_dec=weights.b_dec / scale.factor,
        threshold=threshold / scale.factor,
        k=size.k,
    )
    fvu, l0 = unexplained(sae, sample)
    dead = len(training.dead(total))
    return Trained(sae, fvu, l0, dead, training.steps * size.batch)


def _sample(source: Source, size: Size) -> Float[Tensor, "sample d_in"]:
    """Token states drawn evenly from all shards, in fp32."""
    generator = torch.Generator().manual_seed(size.seed)
    share = min(1.0, _CALIBRATION_TOKENS / sum(source.sizes))
    parts = []
    for i, count in enumerate(source.sizes):
        picked = torch.randperm(count, generator=generator)[: max(1, round(share * count))]
        parts.append(source.load(i)[picked].float())
    return torch.cat(parts)


def _scale(sample: Float[Tensor, "sample d_in"]) -> Scale:
    lengths = sample.norm(dim=1)
    usual = sample[lengths <= _OUTLIER * lengths.median()]
    factor = float(sample.shape[1] ** 0.5 / usual.norm(dim=1).mean())
    mean = usual.mean(0) * factor
    variance = float((usual * factor - mean).pow(2).sum(1).mean())
    return Scale(factor, mean, variance, float(_OUTLIER * lengths.median()) * factor)


def _groups(source: Source, size: Size, turn: int) -> list[list[int]]:
    """The shards of one pass in a seeded order, a few at a time: the shuffle buffer."""
    generator = torch.Generator().manual_seed(size.seed * 1000 + turn)
    order = torch.randperm(len(source.sizes), generator=generator).tolist()
    return [order[i : i + SHARDS_AT_ONCE] for i in range(0, len(order), SHARDS_AT_ONCE)]


def _steps(source: Source, group: Sequence[int], size: Size) -> int:
    return max(1, sum(source.sizes[i] for i in group) // size.batch)


def _planned(source: Source, size: Size) -> int:
    """All steps. Passes differ by a few: their groups differ, and what is left over of each."""
    turns = [_groups(source, size, turn) for turn in range(size.passes)]
    return sum(_steps(source, group, size) for groups in turns for group in groups)


def _batches(source: Source, size: Size, scale: Scale, skip: int) -> Iterator[Tensor]:
    """Batches of scaled states; the first `skip` are passed over without loading a shard."""
    for turn in range(size.passes):
        generator = torch.Generator().manual_seed(size.seed * 1000 + turn + 500)
        for group in _groups(source, size, turn):
            steps = _steps(source, group, size)
            count = sum(source.sizes[i] for i in group)
            order = torch.randperm(count, generator=generator)
            if skip >= steps:
                skip -= steps
                continue
            states = _joined(source, group, count)
            for n in range(skip, steps):
                picked = order[n * size.batch : (n + 1) * size.batch]
                x = states[picked].float() * scale.factor
                yield x[x.norm(dim=1) <= scale.largest]
            skip = 0


def _joined(source: Source, group: Sequence[int], count: int) -> Tensor:
    """The states of a few shards, one loaded at a time: half the memory of a `cat`."""
    first = source.load(group[0])
    states = torch.empty(count, first.shape[1], dtype=first.dtype)
    at = 0
    for i in group:
        part = source.load(i)
        states[at : at + len(part)] = part
        at += len(part)
    return states


def _schedule(done: int, total: int) -> float:
    """Share of the learning rate: 5 % of the steps up, the last 20 % down to zero."""
    up = min(1.0, (done + 1) / max(1, total // 20))
    down = min(1.0, (total - done) / max(1, total // 5))
    return min(up, down)


def _save(state: dict, path: Path) -> None:
    with replace_with(path) as beside:
        torch.save(state, beside)
