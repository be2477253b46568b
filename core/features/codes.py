"""Codes of all tokens, stored feature by feature.

The autoencoder runs shard by shard (token order); people ask feature by feature. So each shard's
codes are sorted by feature once, and the firings of one feature are joined from all shards when a
block of features is described. Memory: one shard, or one block of features, never the corpus.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float
from safetensors import safe_open
from safetensors.numpy import save_file
from torch import Tensor

from core.durable import replace_with
from core.features.encoder import Encoder
from core.progress import Progress

_SLICE = 8192


@dataclass(frozen=True)
class Firings:
    """Where one feature fires: token numbers (shard order) and activations."""

    feature: int
    token: np.ndarray
    act: np.ndarray


def encode_shards(
    sae: Encoder,
    sizes: list[int],
    load: Callable[[int], Float[Tensor, "tokens d_in"]],
    folder: Path,
    progress: Progress,
) -> None:
    """Codes of every shard, sorted by feature, one file a shard; finished ones are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    first = 0
    for i, size in enumerate(sizes):
        file = folder / f"{i:05d}.safetensors"
        if not file.exists():
            _write(file, _sorted(sae, load(i).float(), first))
        first += size
        progress("Finding where features fire", i + 1, len(sizes))


def store(folder: Path, d_sae: int, out: Path, block: int = 256) -> Iterator[Firings]:
    """Join the shards' codes into `out` feature by feature, giving each feature on the way.

    Writes `bounds.npy`, `token.bin` (uint32) and `act.bin` (float16): feature c owns the places
    bounds[c] to bounds[c + 1].
    """
    parts = [_Part(file) for file in sorted(folder.glob("*.safetensors"))]
    counts = np.zeros(d_sae, np.int64)
    with (out / "token.bin").open("wb") as tokens, (out / "act.bin").open("wb") as acts:
        for first in range(0, d_sae, block):
            features = range(first, min(first + block, d_sae))
            for firings in _joined(parts, features):
                counts[firings.feature] = len(firings.token)
                tokens.write(firings.token.astype(np.uint32).tobytes())
                acts.write(firings.act.astype(np.float16).tobytes())
                yield firings
    np.save(out / "bounds.npy", np.concatenate([[0], np.cumsum(counts)]))


def read_firings(folder: Path, feature: int) -> Firings:
    """All firings of one feature; a slice of two files."""
    bounds = np.load(folder / "bounds.npy")
    first, count = int(bounds[feature]), int(bounds[feature + 1] - bounds[feature])
    token = np.fromfile(folder / "token.bin", np.uint32, count, offset=4 * first)
    act = np.fromfile(folder / "act.bin", np.float16, count, offset=2 * first)
    return Firings(feature, token.astype(np.int64), act.astype(np.float32))


class _Part:
    """One shard's codes, sorted by feature; only the slices asked for are read."""

    def __init__(self, file: Path) -> None:
        self._content = safe_open(file, "np")
        self._bounds = self._content.get_tensor("bounds")

    def block(self, first: int, last: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Bounds within the block, tokens and activations of the features first to last − 1."""
        places = slice(int(self._bounds[first]), int(self._bounds[last]))
        bounds = self._bounds[first : last + 1] - self._bounds[first]
        if places.start == places.stop:  # safetensors has no empty slice at the end
            return bounds, np.zeros(0, np.uint32), np.zeros(0, np.float16)
        token, act = (self._content.get_slice(name)[places] for name in ("token", "act"))
        return bounds, token, act


def _joined(parts: list[_Part], features: range) -> Iterator[Firings]:
    blocks = [part.block(features.start, features.stop) for part in parts]
    for n, feature in enumerate(features):
        token = [t[b[n] : b[n + 1]] for b, t, _ in blocks]
        act = [a[b[n] : b[n + 1]] for b, _, a in blocks]
        yield Firings(
            feature,
            np.concatenate(token).astype(np.int64),
            np.concatenate(act).astype(np.float32),
        )


def _sorted(sae: Encoder, states: Tensor, first: int) -> dict[str, np.ndarray]:
    rows, latents, acts = [], [], []
    with torch.inference_mode():
        for start in range(0, max(len(states), 1), _SLICE):
            codes = sae.encode(states[start : start + _SLICE])
            rows.append(codes.row + start + first)
            latents.append(codes.latent)
            acts.append(codes.act)
    latent = torch.cat(latents)
    order = torch.argsort(latent, stable=True)
    counts = torch.bincount(latent, minlength=sae.d_sae).numpy()
    return {
        "bounds": np.concatenate([[0], np.cumsum(counts)]),
        "token": torch.cat(rows)[order].numpy().astype(np.uint32),
        "act": torch.cat(acts)[order].numpy().astype(np.float16),
    }


def _write(file: Path, arrays: dict[str, np.ndarray]) -> None:
    with replace_with(file) as beside:
        save_file(arrays, beside)
