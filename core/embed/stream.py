"""A whole corpus through the model, in shards: bounded memory, and a crash costs one shard.

The order of the batches is drawn once (seeded), so that every shard holds short and long texts
alike: the autoencoder is trained on a few shards at a time and must not see sorted lengths.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float, Int
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from core.durable import replace_with
from core.embed.model import Batch, Embedder, plan
from core.embed.tokens import Tokens
from core.errors import InputError
from core.progress import Progress

SHARD_TOKENS = 1 << 16


@dataclass(frozen=True)
class Embeddings:
    """What is kept of every text."""

    pooled: Float[Tensor, "texts d_in"]
    """Mean (or last) state, before scaling to length 1."""
    lengths: Int[Tensor, " texts"]
    """Tokens read, special tokens included."""
    cut: Int[Tensor, " texts"]
    """1 where the text was longer than the model reads."""

    @property
    def norms(self) -> Float[Tensor, " texts"]:
        """Length of each pooled state; contributions are divided by it."""
        return self.pooled.norm(dim=1)

    @property
    def unit(self) -> Float[Tensor, "texts d_in"]:
        """The embeddings as classifiers read them, of length 1."""
        return torch.nn.functional.normalize(self.pooled, dim=1)


@dataclass(frozen=True)
class Shards:
    """Token states on disk, special tokens left out; shard i is one file."""

    folder: Path

    @property
    def files(self) -> list[Path]:
        """The finished shards, in order."""
        return sorted(self.folder.glob("[0-9]*.safetensors"))

    def sizes(self) -> list[int]:
        """Tokens in each shard."""
        return [_rows(file) for file in self.files]

    def states(self, i: int) -> Float[Tensor, "tokens d_in"]:
        """The states of shard `i`, in fp16 as stored."""
        with safe_open(self.files[i], "pt") as file:
            return file.get_tensor("states")

    def places(self, i: int) -> dict[str, Tensor]:
        """For each token of shard `i`: text, start, end, word (int32), and last (0 or 1)."""
        with safe_open(self.files[i], "pt") as file:
            return {name: file.get_tensor(name) for name in _PLACES}


_PLACES = ("text", "start", "end", "word", "last")


def embed_corpus(
    embedder: Embedder, texts: Sequence[str], folder: Path, *, seed: int, progress: Progress
) -> tuple[Shards, Embeddings]:
    """Token states of `texts` in `folder` and their pooled embeddings.

    Finished shards in `folder` are kept; the caller removes the folder when texts or model change.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tokens = embedder.tokenize(texts)
    groups = _shard_plan(tokens.lengths, embedder.batch_tokens, seed)
    shards = Shards(folder)
    done = 0
    for i, group in enumerate(groups):
        file = folder / f"{i:05d}.safetensors"
        if not file.exists():
            _write_shard(embedder, tokens, group, file)
        done += sum(len(batch) for batch in group)
        progress("Reading texts", done, len(texts))
    return shards, _assemble(shards, tokens, embedder.site.d_in)


def remove_shards(folder: Path) -> None:
    """Free the disk; only codes and pooled embeddings are kept."""
    shutil.rmtree(folder, ignore_errors=True)


def save_embeddings(embeddings: Embeddings, path: Path) -> None:
    """Write pooled embeddings, lengths and cut marks as safetensors."""
    with replace_with(path) as beside:
        save_file(
            {
                "pooled": embeddings.pooled,
                "lengths": embeddings.lengths,
                "cut": embeddings.cut,
            },
            beside,
        )


def load_embeddings(path: Path) -> Embeddings:
    """What `save_embeddings` wrote."""
    return Embeddings(**load_file(path))


def _shard_plan(lengths: np.ndarray, budget: int, seed: int) -> list[list[np.ndarray]]:
    """Batches in a seeded random order, cut into shards of about `SHARD_TOKENS` tokens."""
    batches = plan(lengths, budget)
    order = np.random.default_rng(seed).permutation(len(batches))
    sizes = np.array([lengths[batches[i]].sum() for i in order])
    shard = (np.cumsum(sizes) - sizes) // SHARD_TOKENS
    return [[batches[i] for i in order[shard == s]] for s in np.unique(shard)]


def _write_shard(
    embedder: Embedder, tokens: Tokens, group: Sequence[np.ndarray], file: Path
) -> None:
    batches = list(embedder.batches(tokens, group))
    content = _content(tokens, batches)
    if not torch.isfinite(content["pooled"]).all():
        raise InputError(
            f"the model {embedder.site.model!r} gave numbers that are not finite: try another model"
        )
    with replace_with(file) as beside:
        save_file(content, beside)


def _content(tokens: Tokens, batches: Sequence[Batch]) -> dict[str, Tensor]:
    rows = np.concatenate([batch.tokens for batch in batches])
    inside = tokens.word[rows] >= 0
    owner = np.repeat(np.arange(len(tokens.lengths)), tokens.lengths)
    states = torch.cat([batch.states for batch in batches])[torch.from_numpy(inside)]
    kept = rows[inside]
    columns = {
        "text": owner[kept],
        "start": tokens.start[kept],
        "end": tokens.end[kept],
        "word": tokens.word[kept],
        "last": kept == tokens.bounds[owner[kept] + 1] - 1,
    }
    numbers = {name: torch.from_numpy(np.asarray(c, np.int32)) for name, c in columns.items()}
    return numbers | {
        # fp16 holds a state to 3 decimals, far below what a sparse code leaves unexplained.
        "states": states.clamp(-65504, 65504).half(),
        "texts": torch.from_numpy(np.concatenate([batch.texts for batch in batches])),
        "pooled": torch.cat([batch.pooled for batch in batches]),
    }


def _assemble(shards: Shards, tokens: Tokens, d_in: int) -> Embeddings:
    pooled = torch.empty(len(tokens.lengths), d_in)
    for file in shards.files:
        with safe_open(file, "pt") as content:
            pooled[content.get_tensor("texts")] = content.get_tensor("pooled")
    return Embeddings(
        pooled,
        torch.from_numpy(tokens.lengths.astype(np.int32)),
        torch.from_numpy(tokens.cut.astype(np.int32)),
    )


def _rows(file: Path) -> int:
    with safe_open(file, "pt") as content:
        return content.get_slice("states").get_shape()[0]
