"""What flagged features add to an embedding, how much of it a model uses, what to penalise.

z_i = sum over flagged features c of pooled_ic · d_c is the part of embedding e_i that they make:
`pooled` is a feature's mean code over the text's tokens, divided by the length of the text's pooled
state, d_c the feature's decoder row. A logit w·e + b then changes by exactly w·z without them.
Source: engine study 2.5 and 6.1; deletion covariance: our own.
"""

from __future__ import annotations

import torch
from jaxtyping import Float
from scipy.sparse import sparray, spmatrix
from torch import Tensor

from core.classify.classifier import Classifier
from core.classify.one_thread import one_thread
from core.errors import InputError


def contributions(
    pooled: spmatrix | sparray, directions: Float[Tensor, "flags d_in"]
) -> Float[Tensor, "texts d_in"]:
    """The part z of each embedding that the flagged features make, in double precision.

    Args:
        pooled: Codes of the flagged features, texts × flags, in the embeddings' units.
        directions: Their decoder rows, in the same order.
    """
    if pooled.shape[1] != len(directions):
        raise InputError(
            f"codes of {pooled.shape[1]} features for {len(directions)} directions: "
            "pass the same features in both"
        )
    return torch.from_numpy(pooled.tocsr().astype("float64") @ directions.double().numpy())


def contribution_covariance(z: Float[Tensor, "texts d_in"]) -> Float[Tensor, "d_in d_in"]:
    """E[z zᵀ]: its quadratic form in w is the mean squared flagged part of the logit."""
    return _mean_outer_product(z, "contributions")


def deletion_covariance(delta: Float[Tensor, "texts d_in"]) -> Float[Tensor, "d_in d_in"]:
    """E[δ δᵀ] of δ = embedding(text) − embedding(text without the words flagged features fire on).

    Its quadratic form in w is the mean squared change of the logit when those words go; unlike
    `contribution_covariance` it also covers what they left on the words around them. The same of
    texts with words exchanged for others is the swap covariance.
    """
    return _mean_outer_product(delta, "text differences")


def subspace(
    directions: Float[Tensor, "flags d_in"], tolerance: float = 1e-3
) -> Float[Tensor, "d_in rank"]:
    """Orthonormal columns that span the flagged directions, redundant ones left out.

    Args:
        directions: One row a flagged feature; lengths do not matter, zero rows do not count.
        tolerance: Singular values below this share of the largest count as nothing. Lower it to
            keep directions that are nearly a mix of others.
    """
    if not torch.isfinite(directions).all():
        raise InputError("a flagged direction holds a value that is not finite: index again")
    rows = directions.double()
    lengths = rows.norm(dim=1, keepdim=True)
    rows = (rows / lengths.clamp_min(1e-300))[lengths[:, 0] > 0]
    if not len(rows):
        return torch.zeros(directions.shape[1], 0, dtype=torch.float64)
    _, sizes, axes = torch.linalg.svd(rows, full_matrices=False)
    return axes[sizes > tolerance * sizes[0]].T.contiguous()


@one_thread()
def reliance(
    classifier: Classifier, z: Float[Tensor, "texts d_in"], e: Float[Tensor, "texts d_in"]
) -> float:
    """Size of the flagged part of the logit beside the logit's spread; 0 is none of it.

    sqrt(mean (w·z)²) / sd(w·e) over texts, that is sqrt(wᵀE[zzᵀ]w) / sqrt(wᵀCov(e)w); above 1 when
    the rest of the logit works against the flagged part. With more than two labels each label's
    logit is taken relative to their mean, and the largest ratio counts. For the paper's model,
    which is not linear in e, w·z is the change of the logit from e to e − z. 0 without texts.
    """
    if not len(e):
        return 0.0
    with_flags = _centred(classifier.logits(e))
    part = with_flags - _centred(classifier.logits(e.double() - z.double()))
    size = part.square().mean(0).sqrt()
    spread = with_flags.std(0, correction=0)
    ratio = torch.where(size > 0, size / spread, torch.zeros_like(size))
    return float(ratio.max())


def _centred(logits: Tensor) -> Tensor:
    return logits if logits.shape[1] == 1 else logits - logits.mean(1, keepdim=True)


def _mean_outer_product(rows: Tensor, name: str) -> Tensor:
    if not len(rows):
        raise InputError(f"there are no {name} to average: flag a feature that fires on some text")
    double = rows.double()
    return double.T @ double / len(double)
