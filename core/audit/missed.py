"""How many features that should be flagged are: an estimate from a blind look at drawn ones.

recall = flagged / (flagged + missed); missed is what was found and not flagged since, and of the
features nobody looked at the share found, with the ends of Wilson's interval of that share. Every
flag that stands is taken as right.
"""

from dataclasses import dataclass

from core.audit.intervals import wilson


@dataclass(frozen=True)
class Recall:
    """An estimate with its 95 % interval; None where there is nothing to flag.

    Attributes:
        value: share of what should be flagged that is.
        low: lower end.
        high: upper end.
    """

    value: float | None
    low: float | None
    high: float | None


def recall(looked: int, found: int, waiting: int, flagged: int, rest: int) -> Recall | None:
    """The estimate; None where nobody looked.

    Args:
        looked: drawn features that a second person judged blind.
        found: of them, those the person would flag.
        waiting: of those, the ones that nobody has flagged since.
        flagged: features that are flagged.
        rest: unflagged features that nobody looked at.
    """
    if not looked:
        return None
    low, high = wilson(found, looked)

    def share(rate: float) -> float | None:
        whole = flagged + waiting + rate * rest
        return flagged / whole if whole else None

    return Recall(share(found / looked), share(high), share(low))
