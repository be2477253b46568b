"""Train a sparse autoencoder on token states, with checkpoints."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor

from core.durable import replace_with
from core.progress import Progress
from core.sae.model import SparseAutoencoder, unexplained
from core.sae.select import Weights, select
from core.sae.size import Size
from core.sae.tied import TiedTraining
from core.sae.training import Scale, Training

SHARDS_AT_ONCE = 4
_CHECKPOINT_EVERY = 100
_CALIBRATION_TOKENS = 1 << 15
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


@torch.no_grad()
def train_sae(source: Source, size: Size, checkpoint: Path, progress: Progress) -> Trained:
    """Train on the states of `source`, going on from `checkpoint` where there is one."""
    sample = _sample(source, size)
    scale = _scale(sample)
    kind = TiedTraining if size.tied else Training
    training = kind(size, scale, sample * scale.factor)
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
    """Fold the scale away; k latents fire on a token."""
    size, scale, weights = training.size, training.scale, training.finished()
    sample = sample[sample.norm(dim=1) * scale.factor <= scale.largest]
    x = sample * scale.factor
    threshold = 0.0 if size.each else _threshold(weights, x, size.k, training.guess)
    sae = SparseAutoencoder(
        W_enc=weights.W_enc.t().contiguous(),
        b_enc=weights.b_enc / scale.factor,
        W_dec=weights.W_dec.clone(),
        b_dec=weights.b_dec / scale.factor,
        threshold=threshold / scale.factor,
        k=size.k,
        each=size.each,
    )
    fvu, l0 = unexplained(sae, sample)
    dead = len(training.dead(total))
    return Trained(sae, fvu, l0, dead, training.steps * size.batch)


def _threshold(weights: Weights, x: Float[Tensor, "sample d_in"], k: int, guess: float) -> float:
    """What k activations a token lie above, on average."""
    smallest = select(weights, x - weights.b_dec, k, guess).smallest
    # ≥ in training, > when serving: step just below the smallest activation kept.
    return float(torch.nextafter(torch.tensor(smallest), torch.tensor(0.0)))


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


def _save(state: dict, path: Path) -> None:
    with replace_with(path) as beside:
        torch.save(state, beside)
