"""The phrases and rules that engine and report use too, handed on."""

from core.review.reasons import SHORTEST as SHORTEST_REASON
from core.review.reasons import too_short
from core.signing.forms import person
from core.words import COUNTS, METRICS, NARROWER, TOO_FEW, UNCLEAR, WIDER

__all__ = [
    "COUNTS",
    "METRICS",
    "NARROWER",
    "SHORTEST_REASON",
    "TOO_FEW",
    "UNCLEAR",
    "WIDER",
    "person",
    "too_short",
]
