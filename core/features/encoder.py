"""What the features need of an autoencoder, whichever kind it is."""

from typing import Protocol, runtime_checkable

from jaxtyping import Float, Int
from torch import Tensor


@runtime_checkable
class Codes(Protocol):
    """Activations above the threshold, token by token."""

    row: Int[Tensor, " fires"]
    latent: Int[Tensor, " fires"]
    act: Float[Tensor, " fires"]


@runtime_checkable
class Encoder(Protocol):
    """Turns token states into codes."""

    @property
    def d_sae(self) -> int:
        """Number of latents."""

    def encode(self, x: Float[Tensor, "tokens d_in"]) -> Codes:
        """The latents that fire on each token."""
