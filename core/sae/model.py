"""A trained sparse autoencoder."""

from dataclasses import dataclass

from jaxtyping import Float
from torch import Tensor

from core.sae.codes import Codes
from core.sae.finding import above, largest, split


@dataclass(frozen=True)
class SparseAutoencoder:
    """x ≈ b_dec + Σ_c a_c W_dec[c], with a = pre-activation where it fires, else 0.

    It fires above the threshold, or where it is among the k largest of its token (`each`).
    """

    W_enc: Float[Tensor, "d_in d_sae"]
    b_enc: Float[Tensor, " d_sae"]
    W_dec: Float[Tensor, "d_sae d_in"]
    """Rows of length 1: the features' directions."""
    b_dec: Float[Tensor, " d_in"]
    threshold: float
    """One for all latents; set so that `k` of them fire on a token, on average. 0 with `each`."""
    k: int
    each: bool = False
    """Keep the k largest of each token, as TopK autoencoders are trained to."""

    @property
    def d_sae(self) -> int:
        """Number of latents."""
        return self.W_dec.shape[0]

    def encode(self, x: Float[Tensor, "tokens d_in"]) -> Codes:
        """The latents that fire on each token; blocks of rows keep memory small."""
        # (x − b_dec) W_enc + b_enc, with everything that does not depend on x in the bias.
        bias = self.b_enc - self.b_dec @ self.W_enc
        if self.each:
            place, act = largest(x, self.W_enc, bias, self.k)
        else:
            place, act = above(x, self.W_enc, bias, self.threshold)
        return Codes(*split(place, self.d_sae), act)

    def decode(self, codes: Codes, tokens: int) -> Float[Tensor, "tokens d_in"]:
        """b_dec + Σ a_c W_dec[c] for each of `tokens` tokens."""
        return codes.sum_rows(self.W_dec, tokens) + self.b_dec


def unexplained(sae: SparseAutoencoder, x: Float[Tensor, "tokens d_in"]) -> tuple[float, float]:
    """FVU and L0 of the autoencoder on some token states.

    FVU: squared error over variance, 0 is perfect. L0: mean number of latents that fire.
    """
    codes = sae.encode(x)
    error = (x - sae.decode(codes, len(x))).pow(2).sum()
    spread = (x - x.mean(0)).pow(2).sum()
    return float(error / spread), len(codes.act) / max(len(x), 1)
