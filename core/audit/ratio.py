"""Score interval of the ratio of two rates (Koopman 1984, Biometrics 40).

For a ratio t, the two rates that fit the counts best while the first is t times the second are
known in closed form; the interval holds every t that Pearson's chi-square of that fit does not
rule out. It needs no correction for small counts, and no logarithm of 0.
"""

import math

import numpy as np
from jaxtyping import Float

from core.audit.intervals import Interval, Z

_STEPS = 80  # halvings of the logarithm's range: far below what a float can tell apart
_WIDEST = 60.0  # ratios between e^-60 and e^60


def koopman(hits: tuple[float, float], n: tuple[float, float], z: float = Z) -> Interval:
    """Interval of (hits[0] / n[0]) / (hits[1] / n[1]), for independent groups; 0 to infinity.

    >>> [round(bound, 3) for bound in koopman((36, 16), (40, 80))]
    [2.94, 7.152]
    """
    pairs = koopman_pairs(*(np.asarray([value], dtype=float) for value in (*hits, *n)), z)
    return Interval(float(pairs[0][0]), float(pairs[1][0]))


def koopman_pairs(
    first: Float[np.ndarray, " pairs"],
    second: Float[np.ndarray, " pairs"],
    n_first: Float[np.ndarray, " pairs"],
    n_second: Float[np.ndarray, " pairs"],
    z: float = Z,
) -> tuple[Float[np.ndarray, " pairs"], Float[np.ndarray, " pairs"]]:
    """Lower and upper bounds for many pairs at once; NaN where nothing was counted or selected."""
    counts = (first, second, n_first, n_second)
    undefined = (n_first == 0) | (n_second == 0) | ((first == 0) & (second == 0))
    with np.errstate(all="ignore"):
        middle = np.log((first / n_first) / (second / n_second))
        low = _edge(counts, np.full_like(middle, -_WIDEST), np.minimum(middle, _WIDEST), z)
        high = _edge(counts, np.full_like(middle, _WIDEST), np.maximum(middle, -_WIDEST), z)
    low, high = np.where(first == 0, 0.0, low), np.where(second == 0, np.inf, high)
    return np.where(undefined, math.nan, low), np.where(undefined, math.nan, high)


def _edge(
    counts: tuple[np.ndarray, ...], outside: np.ndarray, inside: np.ndarray, z: float
) -> np.ndarray:
    """The ratio at which the fit is just ruled out, between one that is and one that is not."""
    for _ in range(_STEPS):
        middle = (outside + inside) / 2
        ruled_out = _misfit(counts, np.exp(middle)) > z**2
        outside = np.where(ruled_out, middle, outside)
        inside = np.where(ruled_out, inside, middle)
    return np.exp(inside)


def _misfit(counts: tuple[np.ndarray, ...], ratio: np.ndarray) -> np.ndarray:
    """Pearson's chi-square of the best fit in which the first rate is `ratio` times the second."""
    first, second, n_first, n_second = counts
    total, hits = n_first + n_second, first + second
    b = ratio * (n_first + second) + first + n_second
    # The smaller root of total·p² - b·p + ratio·hits, in the form that loses no digits.
    rate = 2 * ratio * hits / (b + np.sqrt(np.maximum(b**2 - 4 * ratio * total * hits, 0)))
    rate = np.minimum(rate, np.minimum(1.0, ratio))
    expected = ((first, n_first, rate), (second, n_second, rate / ratio))
    return sum(_pearson(*part) for part in expected)


def _pearson(hits: np.ndarray, n: np.ndarray, rate: np.ndarray) -> np.ndarray:
    off, spread = (hits - n * rate) ** 2, n * rate * (1 - rate)
    return np.divide(off, spread, out=np.where(off > 1e-12, np.inf, 0.0), where=spread > 1e-300)
