"""The two models of a case, and what they decide about its texts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from core.case import Case

if TYPE_CHECKING:
    from core.audit import Predictions
    from core.pipeline.data import Data


def model_of(case: Case, kind: str) -> Any:  # noqa: ANN401  (a Classifier)
    """The "plain" or the "regularized" model."""
    from core.classify.classifier import load_classifier

    return load_classifier(case.classifier_path(kind))


def predictions(
    model: Any,  # noqa: ANN401  (a Classifier)
    data: "Data",
    split: str,
    favourable: str | Sequence[str],
) -> "Predictions":
    """What a model decides about the texts of a split, and the chance of a favourable label."""
    from core.audit import Predictions

    e = data.unit[data.rows(split)]
    good = [favourable] if isinstance(favourable, str) else favourable
    places = [model.labels.index(label) for label in good if label in model.labels]
    return Predictions(model.decide(e), model.probabilities(e)[:, places].sum(dim=1).numpy())
