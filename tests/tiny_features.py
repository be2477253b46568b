"""Feature tables of texts and firings written by hand, without any model.

The "token states" are the codes themselves, one column a feature, so that a test says outright
where each feature fires. A word is a token; words of more than eight letters are two.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import torch

from core.features.build import Ingredients, Summary, build_features
from core.features.codes import encode_shards
from core.features.words import Corpus, build_corpus
from core.progress import silent
from core.sae.model import Codes

Fires = Callable[[int, int, str], dict[int, float]]
"""(text, place of the token in it, word) → activation of each feature that fires."""
PLACES = ("text", "start", "end", "word", "last")


class Readable:
    """An autoencoder whose codes are the states."""

    def __init__(self, d_sae: int) -> None:
        self.d_sae = d_sae

    def encode(self, x: torch.Tensor) -> Codes:
        row, latent = (x > 0).nonzero(as_tuple=True)
        return Codes(row, latent, x[row, latent])


def tokens_of(text: str) -> list[tuple[int, int, int]]:
    """(start, end, number of the word) of each token."""
    found = []
    for number, match in enumerate(re.finditer(r"\w+|[^\w\s]", text)):
        start, end = match.span()
        cuts = [start, start + 4, end] if end - start > 8 else [start, end]
        found += [(a, b, number) for a, b in pairwise(cuts)]
    return found


def frame_of(texts: Sequence[str], **columns: Sequence[str | None]) -> pd.DataFrame:
    """Texts with a label and groups, as a case has them."""
    labels = columns.pop("label", ["yes", "no"] * len(texts))[: len(texts)]
    ids = [str(i) for i in range(len(texts))]
    return pd.DataFrame(
        {"id": ids, "text": list(texts), "label": labels, "split": "train", **columns},
        dtype=object,
    )


def build(
    folder: Path,
    frame: pd.DataFrame,
    fires: Fires,
    *,
    d_sae: int,
    groups: tuple[str, ...] = (),
    shards: list[list[int]] | None = None,
    pooling: str = "mean",
    directions: torch.Tensor | None = None,
    embed: Callable | None = None,
) -> tuple[Summary, Corpus]:
    """Write all tables into `folder`; `shards` says which texts lie in which shard."""
    texts = frame.text.tolist()
    shards = shards or [list(range(len(texts)))]
    places, states = zip(*(_shard(shard, texts, fires, d_sae) for shard in shards), strict=True)
    parts = folder.with_name(folder.name + "-parts")
    encode_shards(Readable(d_sae), [len(s) for s in states], states.__getitem__, parts, silent)
    corpus = build_corpus(len(shards), places.__getitem__, texts)
    given = Ingredients(
        frame=frame,
        groups=groups,
        corpus=corpus,
        parts=parts,
        directions=some_directions(d_sae) if directions is None else directions,
        pooled=some_pooled(len(texts)),
        lengths=np.array([len(tokens_of(text)) + 2 for text in texts]),
        pooling=pooling,
    )
    folder.mkdir()
    return build_features(given, folder, embed=embed or some_meanings, progress=silent), corpus


def some_directions(d_sae: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(0)
    return torch.nn.functional.normalize(torch.randn(d_sae, 16, generator=generator), dim=1)


def some_pooled(texts: int) -> torch.Tensor:
    """Pooled states: those of neighbours in the list are alike."""
    angle = torch.arange(texts) / max(texts, 2)
    told = torch.stack([2 + angle, 3 * torch.cos(3 * angle), 3 * torch.sin(3 * angle)], dim=1)
    return torch.nn.functional.pad(told, (0, 13))


def some_meanings(words: Sequence[str]) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    return torch.nn.functional.normalize(torch.randn(len(words), 16, generator=generator), dim=1)


def _shard(
    shard: list[int], texts: Sequence[str], fires: Fires, d_sae: int
) -> tuple[dict[str, np.ndarray], torch.Tensor]:
    rows, codes = [], []
    for i in shard:
        tokens = tokens_of(texts[i])
        for n, (start, end, word) in enumerate(tokens):
            rows.append((i, start, end, word, n == len(tokens) - 1))
            codes.append(torch.zeros(d_sae))
            for feature, act in fires(i, n, texts[i][start:end]).items():
                codes[-1][feature] = act
    columns = np.array(rows, dtype=np.int32).T
    return dict(zip(PLACES, columns, strict=True)), torch.stack(codes)
