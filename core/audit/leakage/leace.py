"""The least change of numbers after which no linear model tells a label better than chance.

    x' = x − W⁺ P W (x − mean x),   W = Σ_xx^(−1/2),   P projects onto the columns of W Σ_xz

Source: Belrose and others 2023, LEACE, arXiv 2306.03819, theorem 4.3.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

_NOTHING = 1e-8


@dataclass(frozen=True, eq=False)
class Eraser:
    """Takes a label out of representations."""

    mean: Float[np.ndarray, " d_in"]
    left: Float[np.ndarray, "d_in rank"]
    right: Float[np.ndarray, "rank d_in"]

    def __call__(self, x: Float[np.ndarray, "texts d_in"]) -> Float[np.ndarray, "texts d_in"]:
        """The representations without it."""
        return x - ((x - self.mean) @ self.right.T) @ self.left.T


def leace(x: Float[np.ndarray, "texts d_in"], z: Float[np.ndarray, "texts columns"]) -> Eraser:
    """What takes `z` (a label as indicators, or numbers) out of `x`, on average of these texts."""
    x, z = np.asarray(x, np.float64), np.asarray(z, np.float64)
    mean = x.mean(axis=0)
    centred = x - mean
    values, axes = np.linalg.eigh(centred.T @ centred / len(x))
    kept = values > _NOTHING * values.max(initial=0.0)
    sizes, axes = np.sqrt(values[kept]), axes[:, kept]
    cross = (axes / sizes).T @ (centred.T @ (z - z.mean(axis=0)) / len(x))
    basis, found, _ = np.linalg.svd(cross, full_matrices=False)
    basis = basis[:, found > _NOTHING * max(found.max(initial=0.0), _NOTHING)]
    return Eraser(mean, (axes * sizes) @ basis, basis.T @ (axes / sizes).T)
