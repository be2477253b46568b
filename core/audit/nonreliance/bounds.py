"""The most that any strength within the certified range can do, and whether it is nothing at all.

Along one direction a logit is piecewise linear in the strength, so its extremes lie at the ends of
the range or where a removed feature begins to fire; all of them are looked at, so the result is
exact. For all features at once it is exact for a linear head, and an upper bound with a removal.
Source: report study 5.5, levels N0, N2 and N3.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from core.audit.nonreliance.head import Head, centred
from core.audit.nonreliance.moves import Trial

FLOAT_ERROR = 1e-6
"""Directions are kept in single precision, so an angle is not known better than this."""

_BREAKS = 64  # removed features whose break points are still all looked at, text by text


@dataclass(frozen=True, eq=False)
class Bound:
    """The worst case over the range.

    Attributes:
        move: the most a logit moves, text by text.
        stands: whether the decision is the same all over the range.
        exact: the worst case is reached; otherwise it is an upper bound.
    """

    move: Float[np.ndarray, " texts"]
    stands: Bool[np.ndarray, " texts"]
    exact: bool


def structure(head: Head, directions: Float[np.ndarray, "flags d_in"]) -> np.ndarray:
    """[flags] largest |cosine| between a feature's direction and what the model reads (N0)."""
    read = np.hstack([head.straight, head.encoder])
    lengths = np.linalg.norm(directions, axis=1)[:, None] * np.linalg.norm(read, axis=0)
    along = np.abs(directions @ read)
    return np.divide(along, lengths, out=np.zeros_like(along), where=lengths > 0).max(axis=1)


def exact_zero(head: Head, directions: Float[np.ndarray, "flags d_in"]) -> bool:
    """Whether the weights are orthogonal to every direction, to float error (N3)."""
    return head.linear and bool((structure(head, directions) <= FLOAT_ERROR).all())


def bound_alone(trial: Trial, flag: int) -> Bound:
    """One feature at any strength from switched off to the end of its range on top."""
    head, along = trial.head, trial.reach[flag]
    if head.encoder.shape[1] > _BREAKS:
        return _box(trial, np.array([flag]))
    places = _places(trial, flag)
    logits = head.logits(trial.views[:, None] + places[:, :, None] * along)
    moved = np.abs(centred(logits) - centred(trial.logits)[:, None])
    stands = (head.decide(logits) == trial.decided[:, None]).all(axis=1)
    return Bound(moved.max(axis=(1, 2)), stands, exact=True)


def bound_together(trial: Trial) -> Bound:
    """All features, each at any strength of its own."""
    return _box(trial, np.arange(len(trial.reach)))


def _places(trial: Trial, flag: int) -> Float[np.ndarray, "texts places"]:
    """Strengths at which a logit can be extreme: both ends, and where its slope changes."""
    head, rows = trial.head, trial.head.straight.shape[1]
    low, high = -trial.pooled[:, [flag]], np.full((len(trial.views), 1), trial.ranges.top[flag])
    slope = trial.reach[flag, rows:]
    before = trial.views[:, rows:] + head.offset
    breaks = np.divide(-before, slope, out=np.zeros_like(before), where=slope != 0)
    return np.hstack([low, high, np.clip(breaks, low, high)])


def _box(trial: Trial, flags: np.ndarray) -> Bound:
    """Every mix of strengths, by intervals: exact without a removal, else wider than the truth."""
    head, rows = trial.head, trial.head.straight.shape[1]
    low, high = -trial.pooled[:, flags], trial.ranges.top[flags]
    reach = trial.reach[flags]
    codes = trial.views[:, rows:] + head.offset
    least, most = (np.maximum(codes + shift, 0) for shift in _interval(low, high, reach[:, rows:]))
    fired = np.maximum(codes, 0)

    def swing(slope: np.ndarray, decoded: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Least and greatest change of sums of logits with these slopes."""
        down, up = _interval(low, high, slope)
        gains = -decoded
        down += (least - fired) @ np.maximum(gains, 0) + (most - fired) @ np.minimum(gains, 0)
        up += (most - fired) @ np.maximum(gains, 0) + (least - fired) @ np.minimum(gains, 0)
        return down, up

    down, up = swing(centred(reach[:, :rows]), centred(head.decoded))
    moved = np.maximum(np.abs(down), np.abs(up)).max(axis=1)
    return Bound(moved, _stands(trial, swing, reach[:, :rows]), exact=head.linear)


def _stands(trial: Trial, swing: object, slope: np.ndarray) -> np.ndarray:
    """Whether the label decided for stays ahead of every other one."""
    head = trial.head
    if slope.shape[1] == 1:
        down, up = swing(slope, head.decoded)
        low, high = (trial.logits + shift for shift in (down, up))
        return np.where(trial.decided == 1, low[:, 0] >= head.cut, high[:, 0] < head.cut)
    stands = np.ones(len(trial.decided), bool)
    for label in np.unique(trial.decided):
        ahead, of = slope[:, [label]] - slope, trial.decided == label
        down, _ = swing(ahead, head.decoded[:, [label]] - head.decoded)
        margin = trial.logits[of][:, [label]] - trial.logits[of] + down[of]
        margin[:, label] = np.inf
        stands[of] = margin.min(axis=1) > 0
    return stands


def _interval(
    low: Float[np.ndarray, "texts flags"],
    high: Float[np.ndarray, " flags"],
    slope: Float[np.ndarray, "flags columns"],
) -> tuple[Float[np.ndarray, "texts columns"], Float[np.ndarray, "texts columns"]]:
    """Least and greatest of a sum of strengths times slopes, each strength in its own range."""
    rises, falls = np.maximum(slope, 0), np.minimum(slope, 0)
    return low @ rises + high @ falls, low @ falls + high @ rises
