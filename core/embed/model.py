"""The model behind a site: texts in, token states and pooled embeddings out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.embed import locate
from core.embed.layers import Reader, after, after_each, whole
from core.embed.precision import device as best_device
from core.embed.precision import fast_bf16
from core.embed.site import Site
from core.embed.tokens import Tokens, filler, tokenize
from core.errors import InputError
from core.progress import Progress, silent

_ON_THE_CPU = 1024
"""Tokens read at once: what a layer makes of them stays in the cache (4,096: 15 % slower)."""
_ON_A_CARD = 16384


@dataclass(frozen=True)
class Batch:
    """The states of a few texts, without padding."""

    texts: np.ndarray
    """[texts] their positions in the sequence that was embedded."""
    tokens: np.ndarray
    """[tokens] for each row of `states`, the token's position in `Tokens`."""
    states: Float[Tensor, "tokens d_in"]
    """Special tokens included."""
    pooled: Float[Tensor, "texts d_in"]
    """Mean or last state of each text, before any scaling."""


@dataclass(frozen=True)
class Embedder:
    """A loaded model; make one with `load_embedder`."""

    site: Site
    network: Any
    """Of transformers, all its layers."""
    read: Reader
    """To the site's layer."""
    tokenizer: Any
    device: str
    precision: str
    """"bf16" or "fp32"."""

    @property
    def to_the_end(self) -> "Embedder":
        """The same model read whole: it knows best what a word or a text is about."""
        return self.after(None)

    def after(self, layer: int | None) -> "Embedder":
        """The same model, read after `layer`, counted from 1; None: whole.

        Raises:
            InputError: The model has no such layer.
        """
        read = whole(self.network) if layer is None else after(self.network, layer)
        return replace(self, site=replace(self.site, layer=layer), read=read)

    @property
    def batch_tokens(self) -> int:
        """Tokens to read at once, padding included."""
        return _ON_THE_CPU if self.device == "cpu" else _ON_A_CARD

    def tokenize(self, texts: Sequence[str]) -> Tokens:
        """The tokens of `texts`, cut at the site's limit."""
        return tokenize(self.tokenizer, texts, self.site.max_tokens)

    def embed(
        self, texts: Sequence[str], progress: Progress = silent
    ) -> Float[Tensor, "texts d_in"]:
        """Embeddings of length 1, in the order of `texts`, float32 on the CPU."""
        return torch.nn.functional.normalize(self.pooled(texts, progress), dim=1)

    def pooled(
        self, texts: Sequence[str], progress: Progress = silent
    ) -> Float[Tensor, "texts d_in"]:
        """The same before scaling: the mean or the last state of each text."""
        if not texts:
            return torch.zeros(0, self.site.d_in)
        tokens = self.tokenize(texts)
        rows = torch.empty(len(texts), self.site.d_in)
        done = 0
        for batch in self.batches(tokens, plan(tokens.lengths, self.batch_tokens)):
            rows[torch.from_numpy(batch.texts)] = batch.pooled
            done += len(batch.texts)
            progress("Reading texts", done, len(texts))
        return rows

    def embed_after(
        self, texts: Sequence[str], layers: Sequence[int], progress: Progress = silent
    ) -> list[Float[Tensor, "texts d_in"]]:
        """Embeddings after each of `layers`, counted from 1, read in one go; as `embed` does."""
        wide = replace(self.site, d_in=self.site.d_in * len(layers))
        read = after_each(self.network, layers)
        rows = replace(self, site=wide, read=read).pooled(texts, progress)
        return [torch.nn.functional.normalize(part, dim=1) for part in rows.chunk(len(layers), 1)]

    def batches(self, tokens: Tokens, order: Sequence[np.ndarray]) -> Iterator[Batch]:
        """The states of each group of texts in `order` (see `plan`), group by group."""
        for texts in order:
            yield self._run(tokens, texts)

    @torch.inference_mode()
    def _run(self, tokens: Tokens, texts: np.ndarray) -> Batch:
        lengths = torch.from_numpy(tokens.lengths[texts])
        rows = np.concatenate([np.arange(*tokens.bounds[i : i + 2]) for i in texts])
        mask = torch.arange(int(lengths.max()))[None, :] < lengths[:, None]
        ids = torch.full(mask.shape, filler(self.tokenizer))
        ids[mask] = torch.from_numpy(tokens.ids[rows]).long()
        padded = self.read(
            input_ids=ids.to(self.device), attention_mask=mask.long().to(self.device)
        )
        padded = padded.float().cpu()
        return Batch(texts, rows, padded[mask], self._pool(padded, mask, lengths))

    def _pool(
        self,
        padded: Float[Tensor, "texts longest d_in"],
        mask: Tensor,
        lengths: Int[Tensor, " texts"],
    ) -> Float[Tensor, "texts d_in"]:
        if self.site.pooling == "last":
            return padded[torch.arange(len(lengths)), lengths - 1]
        return (padded * mask[:, :, None]).sum(1) / lengths[:, None]


def load_embedder(model: str = locate.MINILM, layer: int | None = None) -> Embedder:
    """The embedded model, or any Hugging Face encoder or decoder by name or folder.

    bf16 where a product in it is measurably faster (or on a graphics card), fp32 elsewhere.

    Args:
        model: "minilm", a Hugging Face name, or a folder.
        layer: Read after this layer, counted from 1; None reads the whole model.

    Raises:
        InputError: The model cannot be found, has no safetensors weights or no such layer.
        IntegrityError: The embedded weights are not the published ones.
    """
    folder = locate.locate(model)
    found = locate.checksum(folder)
    if model == locate.MINILM:
        locate.verify_embedded(found)
    place = best_device()
    precision = "bf16" if fast_bf16(place) else "fp32"
    network, tokenizer = _load(folder, precision, place)
    config = network.config
    site = Site(
        model=model,
        checksum=found,
        pooling=locate.pooling(folder, config),
        max_tokens=locate.max_tokens(folder, config, tokenizer),
        d_in=int(config.hidden_size),
    )
    return Embedder(site, network, whole(network), tokenizer, place, precision).after(layer)


def plan(lengths: np.ndarray, budget: int) -> list[np.ndarray]:
    """Groups of texts of similar length, each at most `budget` tokens with its padding.

    Shortest first; a text longer than the budget gets a group of its own.
    """
    order = np.argsort(lengths, kind="stable")
    groups, first = [], 0
    for i in range(1, len(order) + 1):
        if i == len(order) or (i + 1 - first) * lengths[order[i]] > budget:
            groups.append(order[first:i])
            first = i
    return groups


def _load(folder: Any, precision: str, place: str) -> tuple[Any, Any]:  # noqa: ANN401
    from safetensors import SafetensorError
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()
    logging.set_verbosity_error()
    dtype = torch.bfloat16 if precision == "bf16" else torch.float32
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, use_fast=True)
        network = AutoModel.from_pretrained(folder, dtype=dtype, use_safetensors=True)
    except (OSError, ValueError, KeyError, SafetensorError) as fault:
        raise InputError(
            f"{str(folder)!r} holds no model that transformers can load ({fault}): pass the folder "
            "of a saved encoder or decoder with its tokenizer"
        ) from fault
    if place == "cpu" and precision == "fp32":
        _lay_out_for_cpu(network)
    return network.eval().to(place), tokenizer


def _lay_out_for_cpu(network: torch.nn.Module) -> None:
    """Store each weight transposed in memory: fp32 products then read it in order (20 % faster)."""
    for module in network.modules():
        if isinstance(module, torch.nn.Linear):
            module.weight.data = module.weight.data.t().contiguous().t()
