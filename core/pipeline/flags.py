"""What the ledger says the model must not rely on, as directions in today's dictionary.

A flag is kept as a direction with a name, so it outlives the number of its feature. Where the
dictionary was trained anew, the flag goes to the nearest of today's features, if one is near.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from torch import Tensor

from core.case import Case
from core.pipeline.data import pooled_codes
from core.pipeline.decide import ledger
from core.pipeline.look import index
from core.review.directions import direction_from_text
from core.review.verdicts import verdicts

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_SAME = 0.8


@dataclass(frozen=True)
class Flag:
    """One thing the model must not rely on."""

    feature: int
    """Its number in today's dictionary."""
    name: str
    reason: str
    category: str
    by: str
    ts: str
    seq: int
    """Its event in the ledger; 0 when a rule, not a person, flagged it."""
    nearness: float
    """Cosine between the direction that was flagged and today's feature."""


@dataclass(frozen=True)
class Flags:
    """All of them, their directions, and those without a feature today."""

    flags: tuple[Flag, ...]
    directions: Float[np.ndarray, "flags d_in"]
    """As flagged, of length 1."""
    lost: tuple[str, ...]
    """Names of flags that no feature of today is near to; their directions still count."""

    @property
    def features(self) -> list[int]:
        """Today's features that are flagged."""
        return [flag.feature for flag in self.flags if flag.feature >= 0]


def read_flags(case: Case) -> Flags:
    """The flags that stand, and with the rule "flag" every feature nobody judged."""
    events = {event.seq: event for event in ledger(case).events()}
    standing = verdicts(events.values())
    features = index(case)
    table = features.features
    today = _directions(features, len(table))
    flags, directions = [], []
    for verdict in standing.values():
        if verdict.verdict != "flag":
            continue
        subject = events[verdict.seq].subject
        direction = np.asarray(direction_from_text(subject["direction"]), np.float32)
        place, nearness = _nearest(today, direction, verdict.feature)
        flags.append(
            Flag(
                place,
                subject["name"],
                verdict.reason,
                verdict.category,
                verdict.by,
                verdict.ts,
                verdict.seq,
                nearness,
            )
        )
        directions.append(direction)
    if case.settings.unjudged == "flag":
        for row in table[
            (table.status == "live") & ~table.feature.isin(list(standing))
        ].itertuples():
            flags.append(
                Flag(row.feature, row.name, "nobody judged it", "other", "rule", "", 0, 1.0)
            )
            directions.append(today[row.feature])
    lost = tuple(flag.name for flag in flags if flag.feature < 0)
    width = today.shape[1]
    return Flags(tuple(flags), np.array(directions, np.float32).reshape(-1, width), lost)


def contributions_of(
    case: Case, flags: Flags, texts: int
) -> tuple[Float[Tensor, "texts d_in"], "csr_matrix", Float[Tensor, "flags d_in"]]:
    """Z of every text, and the codes and directions of the flagged features it is made from."""
    from core.classify.penalties import contributions
    from core.sae.saelens import load_sae

    codes = pooled_codes(case, texts, flags.features)
    rows = load_sae(case.sae_folder).W_dec[flags.features]
    return contributions(codes, rows), codes, rows


def _directions(features: object, count: int) -> np.ndarray:
    return features.directions(list(range(count)))


def _nearest(today: np.ndarray, direction: np.ndarray, number: int) -> tuple[int, float]:
    """The feature a flagged direction is today, and how near; −1 when none is near.

    Its old number if that still fits, else the nearest.
    """
    nearness = today @ direction / max(float(np.linalg.norm(direction)), 1e-9)
    place = number if number < len(today) and nearness[number] > 0.99 else int(nearness.argmax())
    return (place if nearness[place] >= _SAME else -1), float(nearness[place])
