"""How large an autoencoder a corpus can feed."""

from dataclasses import dataclass

# Fewer tokens than this in the corpus: latents, k, tokens to see in all (passes included).
_SIZES = ((300_000, 1024, 16, 1_200_000), (800_000, 2048, 24, 1_900_000))
_LARGEST = (4096, 32, 1_900_000)
_FEWEST_PASSES, _MOST_PASSES = 2, 10


@dataclass(frozen=True)
class Size:
    """What the autoencoder is trained with."""

    d_in: int
    d_sae: int
    """Latents: features in the dictionary."""
    k: int
    """Mean number of latents that fire on a token."""
    passes: int
    """Times every token is seen."""
    batch: int = 4096
    seed: int = 0
    learning_rate: float = 2e-3
    aux_weight: float = 1 / 32
    each: bool = False
    """Keep k latents on every token (TopK), not k on average (BatchTopK)."""
    prefixes: tuple[int, ...] = ()
    """Matryoshka: so many first latents must do without those after them."""


def choose_size(tokens: int, d_in: int, *, seed: int = 0) -> Size:
    """The size for a corpus of `tokens` tokens of length `d_in`.

    Wider dictionaries need more tokens a latent; small corpora are passed through more often.
    """
    d_sae, k, seen = next((size for most, *size in _SIZES if tokens < most), _LARGEST)
    passes = min(max(round(seen / max(tokens, 1)), _FEWEST_PASSES), _MOST_PASSES)
    batch = 4096 if tokens * passes >= 400 * 4096 else 1024
    return Size(d_in, d_sae, k, passes, batch=batch, seed=seed)
