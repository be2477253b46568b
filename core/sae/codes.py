"""Codes: the few activations of each token that are not 0, and sums over them."""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.functional import embedding_bag


@dataclass(frozen=True)
class Codes:
    """Activations that fire, token by token."""

    row: Int[Tensor, " fires"]
    """Which token, ascending."""
    latent: Int[Tensor, " fires"]
    act: Float[Tensor, " fires"]

    def sum_rows(
        self, table: Float[Tensor, "d_sae d_in"], tokens: int
    ) -> Float[Tensor, "tokens d_in"]:
        """Σ act · table[latent] for each of `tokens` tokens."""
        bounds = bounds_of(self.row, tokens)
        return embedding_bag(self.latent, table, bounds, per_sample_weights=self.act, mode="sum")


def bounds_of(ascending: Int[Tensor, " fires"], count: int) -> Int[Tensor, " count"]:
    """Where each of the numbers 0 to count − 1 begins in an ascending list."""
    return torch.searchsorted(ascending, torch.arange(count))
