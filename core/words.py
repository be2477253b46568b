"""Phrases and figures that several parts use, so that all say the same."""

METRICS = {
    "selection_rate": "Favourable decisions",
    "tpr": "Favourable decisions where the label agrees",
    "fpr": "Favourable decisions where the label does not agree",
    "accuracy": "Decisions that agree with the label",
}
"""Metric -> what it is, in plain words."""

COUNTS = {
    "selection_rate": ("selected", "n"),
    "tpr": ("true_positives", "positives"),
    "fpr": ("false_positives", "negatives"),
    "accuracy": ("correct", "n"),
}
"""Metric -> the two counts it divides."""

NARROWER = "narrower"
WIDER = "wider"
UNCLEAR = "not enough evidence of a change"
TOO_FEW = "too few texts to say"


def percent(share: float, digits: int = 0) -> str:
    """A share as "42 %", with a space that does not break."""
    return f"{100 * share:.{digits}f}\u00a0%"
