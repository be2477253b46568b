"""How large an autoencoder a corpus can feed."""

from dataclasses import dataclass, replace

from core.errors import InputError

KINDS = ("batchtopk", "matryoshka", "topk", "paper")
DEFAULT = KINDS[0]
"""The steadiest from seed to seed on the confounded benchmark: see tests/benchmarks/README.md."""

# Fewer tokens than this in the corpus: latents, k, tokens to see in all (passes included).
_SIZES = ((300_000, 1024, 16, 1_200_000), (800_000, 2048, 24, 1_900_000))
_LARGEST = (4096, 32, 1_900_000)
_FEWEST_PASSES, _MOST_PASSES = 2, 10
_SHORTEST_PREFIX = 256
_PAPER_K = 20


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
    learning_rate: float = 1e-3
    aux_weight: float = 1 / 32
    each: bool = False
    """Keep k latents on every token (TopK), not k on average (BatchTopK)."""
    tied: bool = False
    """The paper's preset: see `core.sae.tied`."""
    prefixes: tuple[int, ...] = ()
    """Matryoshka: so many first latents must do without those after them."""


def choose_size(tokens: int, d_in: int, *, seed: int = 0, wish: str = DEFAULT) -> Size:
    """The size for a corpus of `tokens` tokens of length `d_in`.

    Wider dictionaries need more tokens a latent; small corpora are passed through more often.

    Args:
        tokens: Of the corpus.
        d_in: Numbers in a token state.
        seed: Of the first weights and of the order of tokens.
        wish: See `read_wish`; what it leaves open follows from the corpus.
    """
    kind, width, own_k = read_wish(wish)
    d_sae, k, seen = next((size for most, *size in _SIZES if tokens < most), _LARGEST)
    d_sae, k = width or d_sae, own_k or k
    passes = min(max(round(seen / max(tokens, 1)), _FEWEST_PASSES), _MOST_PASSES)
    batch = 4096 if tokens * passes >= 400 * 4096 else 1024
    prefixes = _prefixes(d_sae) if kind == "matryoshka" else ()
    chosen = Size(d_in, d_sae, k, passes, batch=batch, seed=seed, prefixes=prefixes)
    if kind == "paper":
        return replace(chosen, k=own_k or _PAPER_K, each=True, tied=True, aux_weight=0.0)
    return replace(chosen, each=kind == "topk")


def _prefixes(d_sae: int) -> tuple[int, ...]:
    """A sixteenth and a quarter, but none so short that it must mix what belongs apart.

    Source: Chanin et al. 2025, "Feature hedging": too narrow a prefix merges correlated features.
    """
    wide = {max(_SHORTEST_PREFIX, d_sae // share) for share in (16, 4)}
    return tuple(sorted(prefix for prefix in wide if prefix < d_sae))


def read_wish(wish: str) -> tuple[str, int, int]:
    """Kind, width and k of a wish such as "topk", "batchtopk:1024" or "matryoshka:4096:64".

    Width and k are 0 where the wish leaves them open.

    Raises:
        InputError: It is none.
    """
    kind, *numbers = wish.split(":")
    whole = [int(number) for number in numbers if number.isdecimal()]
    width, k = [*whole, 0, 0][:2]
    fits = kind in KINDS and len(whole) == len(numbers) <= 2
    if not fits or (len(numbers) > 0 and width < 64) or (len(numbers) > 1 and not 1 <= k < width):
        raise InputError(
            f"{wish!r} is no autoencoder: name one of {', '.join(KINDS)}, and if you like a width "
            "of at least 64 and a k below it, as in 'topk:1024:16'"
        )
    return kind, width, k
