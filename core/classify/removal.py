"""Taking flagged features out of an embedding, as the paper published it.

    x = scale · e,   a = relu((x − b_dec) W_enc + b_enc) over the flagged features,
    x₊ = x − (a W_dec + b_dec)

Every flagged feature the encoder calls active is removed, not only the few a TopK encoder keeps,
and b_dec goes too: both as published, both outside what the autoencoder was trained for.
The authors decode with W_dec = W_encᵀ (their autoencoder is tied) and read one token's state.
Here the encoder reads the pooled state of the text. Embeddings arrive with length 1, so `scale`,
one number for all texts (the typical length of a pooled state in training), brings them back to
the encoder's range, and prediction needs nothing but the embedding.
Source: Self-Regularization with Sparse Autoencoders, arXiv 2502.14133; engine study 1.5 and 1.7.
"""

from __future__ import annotations

from dataclasses import dataclass

from jaxtyping import Float
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Removal:
    """The flagged part of an autoencoder, and the length of a pooled state."""

    W_enc: Float[Tensor, "d_in flags"]
    b_enc: Float[Tensor, " flags"]
    W_dec: Float[Tensor, "flags d_in"]
    b_dec: Float[Tensor, " d_in"]
    scale: float = 1.0

    def __call__(self, e: Float[Tensor, "texts d_in"]) -> Float[Tensor, "texts d_in"]:
        """What is left of each pooled state, in double precision and the states' own units."""
        x = self.scale * e.double()
        codes = ((x - self.b_dec.double()) @ self.W_enc.double() + self.b_enc.double()).relu()
        return x - (codes @ self.W_dec.double() + self.b_dec.double())

    def settled(self) -> Removal:
        """The same numbers cut off from the autoencoder, laid out as a file gives them back."""
        parts = (self.W_enc, self.b_enc, self.W_dec, self.b_dec)
        return Removal(*(part.detach().contiguous() for part in parts), scale=float(self.scale))
