"""A small autoencoder, trained once for all tests, and the made-up world it is trained on."""

import tempfile
from functools import cache
from pathlib import Path

import torch
from torch.nn.functional import embedding_bag, normalize

from core.sae.size import Size
from core.sae.train import Source, Trained, train_sae

SMALL = Size(d_in=16, d_sae=48, k=4, passes=3, batch=100, seed=3, learning_rate=3e-3)


def world(count, atoms, d_in, l0, seed=0):
    """Sums of a few atoms each, as a dictionary learner would have the world: (atoms, samples)."""
    generator = torch.Generator().manual_seed(seed)
    directions = normalize(torch.randn(atoms, d_in, generator=generator), dim=1)
    picked = torch.randint(atoms, (count, l0), generator=generator)
    amounts = 0.5 + torch.rand(count, l0, generator=generator)
    states = embedding_bag(picked, directions, per_sample_weights=amounts, mode="sum")
    return directions, states


def in_shards(states, sizes):
    parts = [part.half() for part in states.split(sizes)]
    return Source(sizes, parts.__getitem__)


def small_source():
    """Eleven uneven shards: more than the shuffle buffer holds at once."""
    sizes = [700, 950, 1210, 480, 1030, 890, 760, 1340, 655, 1145, 840]
    states = world(sum(sizes), atoms=32, d_in=16, l0=3)[1]
    return in_shards(7 * states + 2, sizes)


@cache
def small() -> tuple[Trained, list[tuple[str, int, int]]]:
    """The small autoencoder, and how its progress was told."""
    told = []
    with tempfile.TemporaryDirectory() as folder:
        checkpoint = Path(folder) / "sae.pt"
        return train_sae(small_source(), SMALL, checkpoint, lambda *step: told.append(step)), told


def all_states():
    source = small_source()
    return torch.cat([source.load(i) for i in range(len(source.sizes))]).float()


def tensors(sae):
    return {name: getattr(sae, name) for name in ("W_enc", "b_enc", "W_dec", "b_dec")}
