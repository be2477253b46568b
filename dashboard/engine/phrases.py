"""The phrases that the report uses too, handed on."""

from core.words import COUNTS, METRICS, NARROWER, TOO_FEW, UNCLEAR, WIDER

__all__ = ["COUNTS", "METRICS", "NARROWER", "TOO_FEW", "UNCLEAR", "WIDER"]
