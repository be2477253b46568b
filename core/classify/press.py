"""How well labels can be read from embeddings, quickly: ridge regression, each text left out.

Source: Allen 1974, "The relationship between variable selection and data augmentation and a method
for prediction": without text i the residual is that of the fit to all, divided by 1 − hᵢ, where hᵢ
is the text's own share in its fitted value.
"""

import numpy as np
from jaxtyping import Float
from torch import Tensor

RIDGES = tuple(10.0 ** (-1 - step / 2) for step in range(9))
"""Ridges tried, in units of the total variance of the embeddings."""


def left_out_errors(
    e: Float[Tensor, "texts d_in"], labels: np.ndarray
) -> Float[np.ndarray, " texts"]:
    """Squared error of each text left out, at the ridge with the smallest mean.

    In units of the variance of the labels (as columns of 0 and 1): a mean of 1 is no better than
    the frequencies of the labels, 0 is perfect.

    Args:
        e: Embeddings.
        labels: One a text; two or more different ones.
    """
    wanted = (labels[:, None] == np.unique(labels)).astype(float)
    wanted -= wanted.mean(0)
    x = e.double().numpy()
    u, s, _ = np.linalg.svd(x - x.mean(0), full_matrices=False)
    told = (_errors(u, s, wanted, ridge * float(s @ s)) for ridge in RIDGES)
    return min(told, key=lambda errors: errors.mean()) / (wanted**2).sum(1).mean()


def _errors(u: np.ndarray, s: np.ndarray, wanted: np.ndarray, ridge: float) -> np.ndarray:
    shrunk = s**2 / (s**2 + ridge)
    own = (u * u) @ shrunk + 1 / len(u)
    left = wanted - u @ (shrunk[:, None] * (u.T @ wanted))
    return ((left / (1 - own)[:, None]) ** 2).sum(1)
