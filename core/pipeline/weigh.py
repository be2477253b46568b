"""What flagging costs and leaves, told while people flag."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch

from core.case import Case
from core.pipeline.data import Data, influences, load_data
from core.pipeline.flags import contributions_of, read_flags


@dataclass(frozen=True)
class Weight:
    """The flags of a moment, on the scale.

    Attributes:
        flagged: how many features are flagged.
        rank: independent directions among them.
        d_in: directions there are.
        texts: validation texts the accuracies are counted on.
        accuracy_plain: share the plain model decides as labelled.
        accuracy_left: the same of a model that must not use the flagged directions.
        reliance_plain: of the plain model on the flagged features.
        reliance_left: of the other one.
        wide: the flags take so many directions that the model loses its own signal.
    """

    flagged: int
    rank: int
    d_in: int
    texts: int
    accuracy_plain: float
    accuracy_left: float
    reliance_plain: float
    reliance_left: float
    wide: bool


class Scale:
    """Weighs the flags of one case; keep it, for most of the work is done only once."""

    def __init__(self, case: Case) -> None:
        case.require("plain", f"run `selfreg run {case.typed}` first")
        self.case = case

    def weigh(self) -> Weight | None:
        """Cost and reliance with the flags that stand now; None when nothing is flagged."""
        from core.classify.classifier import load_classifier
        from core.classify.cost import flagging_cost

        flags = read_flags(self.case)
        if not len(flags.directions):
            return None
        z, _, _ = contributions_of(self.case, flags, len(self._data.unit))
        plain = load_classifier(self.case.classifier_path("plain"))
        found = flagging_cost(
            self._problem,
            torch.from_numpy(flags.directions),
            plain,
            z[self._data.rows("valid")],
        )
        return Weight(
            found.flags,
            found.rank,
            self._problem.d_in,
            found.texts,
            found.accuracy_plain,
            found.accuracy_constrained,
            found.reliance_plain,
            found.reliance_constrained,
            found.wide,
        )

    def influence_after(self) -> dict[int, float]:
        """Influence of each feature on the regularized model, the newest one.

        Empty without one, and with the paper's, whose decisions do not split into features.
        """
        from core.classify.classifier import load_classifier

        if self.case.key("train") is None:
            return {}
        model = load_classifier(self.case.classifier_path("regularized"))
        if model.removal is not None:
            return {}
        moves = influences(self.case, model, self._data.unit)
        kept = moves[np.isfinite(moves["influence"])]
        return dict(zip(kept["feature"].tolist(), kept["influence"].tolist(), strict=True))

    def unjudged(self) -> float | None:
        """Reliance of the plain model on features nobody judged, all together."""
        from core.pipeline.reviewed import unjudged_reliance

        return unjudged_reliance(self.case, "plain", self._data)

    @cached_property
    def _data(self) -> Data:
        return load_data(self.case)

    @cached_property
    def _problem(self):  # noqa: ANN202  (a Problem; it keeps its Gram matrix)
        return self._data.problem
