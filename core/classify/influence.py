"""What each feature does to a model's decisions, and the exact split of one text's logit.

The part of a logit that feature c makes in text i is pooled_ic · (w · d_c). With two labels the
logit is that of the favourable label. With more it is the favourable label's logit less the mean of
the others': linear, so that it splits exactly (a log-sum-exp would not).
Source: engine study 2.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from jaxtyping import Float
from scipy.sparse import csr_matrix, sparray, spmatrix
from torch import Tensor

from core.classify.classifier import Classifier
from core.classify.one_thread import one_thread
from core.errors import InputError

_ENTRIES = 1 << 20  # numbers handled at once while counting tipped texts


@dataclass(frozen=True)
class Split:
    """One favourable logit as a sum: bias + features + parts + rest = logit.

    features: columns feature, contribution; largest in size first.
    parts: what the vectors given by name make.  rest: what nothing named explains.
    """

    logit: float
    bias: float
    features: pd.DataFrame
    parts: dict[str, float]
    rest: float


@one_thread()
def influence(
    classifier: Classifier,
    e: Float[Tensor, "texts d_in"],
    pooled: spmatrix | sparray,
    directions: Float[Tensor, "features d_in"],
    favourable: str,
) -> pd.DataFrame:
    """One row a feature: feature, influence, pushes, tips.

    influence: sd of its part of the favourable logit over the texts, beside the logit's own sd.
    pushes: 1 towards the favourable label, -1 away from it, 0 if it never fires.
    tips: number of texts whose decision, among all labels, changes when its part is left out.

    Args:
        classifier: A model that is linear in the embedding (any but the paper's).
        e: Embeddings of the texts.
        pooled: Codes of every feature, texts × features, in the embeddings' units.
        directions: Decoder row of every feature.
        favourable: The label that counts as the favourable outcome.
    """
    codes = _checked(classifier, pooled, directions, texts=len(e))
    logits = classifier.logits(e).numpy()
    reach = directions.double().numpy() @ classifier.weights.numpy().T  # features × rows
    sides = _favourable(classifier, favourable)
    spread = float((logits @ sides).std()) if len(e) else 0.0
    toward = reach @ sides
    sizes = np.abs(toward) * _deviations(codes)
    fires = codes.max(axis=0).toarray().ravel() > 0 if len(e) else np.zeros(len(toward), bool)
    return pd.DataFrame(
        {
            "feature": np.arange(len(toward)),
            "influence": sizes / spread if spread > 0 else np.zeros_like(sizes),
            "pushes": np.where(fires, np.sign(toward), 0).astype(int),
            "tips": _tips(classifier, codes, reach, logits),
        }
    )


def explain(
    classifier: Classifier,
    e: Float[Tensor, " d_in"],
    pooled: spmatrix | sparray,
    directions: Float[Tensor, "features d_in"],
    favourable: str,
    parts: Mapping[str, Float[Tensor, " d_in"]] | None = None,
) -> Split:
    """The exact split of one text's favourable logit.

    Args:
        classifier: A model that is linear in the embedding (any but the paper's).
        e: The text's embedding.
        pooled: Its codes, 1 × features, in the embedding's units.
        directions: Decoder row of every feature.
        favourable: The label the logit speaks for.
        parts: Further named pieces of `e` to list, such as the decoder's constant or the special
            tokens' share; what is left is `rest`.
    """
    codes = _checked(classifier, pooled, directions, texts=1)
    sides = _favourable(classifier, favourable)
    weights = sides @ classifier.weights.numpy()
    logit = float(classifier.logits(e[None]).numpy()[0] @ sides)
    bias = float(classifier.bias.numpy() @ sides)
    made = codes.data * (directions.double().numpy()[codes.indices] @ weights)
    order = np.argsort(-np.abs(made), kind="stable")
    features = pd.DataFrame({"feature": codes.indices[order], "contribution": made[order]})
    named = {name: float(part.double().numpy() @ weights) for name, part in (parts or {}).items()}
    rest = logit - bias - float(made.sum()) - sum(named.values())
    return Split(logit, bias, features, named, rest)


def _checked(
    classifier: Classifier, pooled: spmatrix | sparray, directions: Tensor, texts: int
) -> csr_matrix:
    if classifier.removal is not None:
        raise InputError(
            "the paper's model is not linear in the embedding, so its logit has no exact split: "
            "pass the plain, the hard or the soft model"
        )
    if pooled.shape != (texts, len(directions)):
        raise InputError(
            f"codes of shape {tuple(pooled.shape)} for {texts} texts and {len(directions)} "
            "directions: pass one row a text and one column a feature"
        )
    return csr_matrix(pooled, dtype="float64")


def _favourable(classifier: Classifier, favourable: str) -> np.ndarray:
    """How much each row of weights counts in the favourable logit."""
    if favourable not in classifier.labels:
        raise InputError(
            f"the favourable label {favourable!r} is none of {list(classifier.labels)}: pass one"
        )
    place = classifier.labels.index(favourable)
    if len(classifier.labels) == 2:
        return np.array([1.0 if place else -1.0])
    sides = np.full(len(classifier.labels), -1 / (len(classifier.labels) - 1))
    sides[place] = 1.0
    return sides


def _deviations(codes: csr_matrix) -> np.ndarray:
    if not codes.shape[0]:
        return np.zeros(codes.shape[1])
    mean = np.asarray(codes.mean(axis=0)).ravel()
    square = np.asarray(codes.multiply(codes).mean(axis=0)).ravel()
    return np.sqrt(np.maximum(square - mean**2, 0))


def _tips(
    classifier: Classifier, codes: csr_matrix, reach: np.ndarray, logits: np.ndarray
) -> np.ndarray:
    texts = np.repeat(np.arange(codes.shape[0]), np.diff(codes.indptr))
    before = _decisions(classifier, logits)
    tips = np.zeros(codes.shape[1], dtype=int)
    step = max(1, _ENTRIES // logits.shape[1])
    for start in range(0, len(texts), step):
        part = slice(start, start + step)
        features = codes.indices[part]
        without = logits[texts[part]] - codes.data[part, None] * reach[features]
        changed = _decisions(classifier, without) != before[texts[part]]
        tips += np.bincount(features[changed], minlength=len(tips))
    return tips


def _decisions(classifier: Classifier, logits: np.ndarray) -> np.ndarray:
    return logits[:, 0] >= classifier.cut if logits.shape[1] == 1 else logits.argmax(axis=1)
