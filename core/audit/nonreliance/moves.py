"""Switching flagged features off and turning them up, alone and together.

A feature is a direction d; pooled is how much of it an embedding holds, in the embedding's units.
Off: e − pooled · d.  Up: e + α · d, α being the middle and the 99th percentile of the texts it
fires in, the largest value seen (the certified range), and twice that (beyond it).
Source: report study 5.5.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from core.audit.nonreliance.head import Head, centred, chances

MOVES = ("off", "p50", "p99", "top", "twice")
CERTIFIED = MOVES[:4]
SUBSETS = 100


@dataclass(frozen=True, eq=False)
class Effect:
    """What one move does to the scores of all texts.

    Attributes:
        move: how far each text's logit moves; with several labels the one that moves most.
        move_sd: the same in standard deviations of that logit over the texts.
        dp: how far its probability moves.
        flipped: whether the decision changes.
    """

    move: Float[np.ndarray, " texts"]
    move_sd: Float[np.ndarray, " texts"]
    dp: Float[np.ndarray, " texts"]
    flipped: Bool[np.ndarray, " texts"]


@dataclass(frozen=True, eq=False)
class Ranges:
    """How strong each flagged feature is where it fires: [flags] each."""

    p50: Float[np.ndarray, " flags"]
    p99: Float[np.ndarray, " flags"]
    top: Float[np.ndarray, " flags"]
    """The largest value seen: the end of the certified range."""

    @property
    def twice(self) -> Float[np.ndarray, " flags"]:
        """Beyond the range."""
        return 2 * self.top


def ranges_of(pooled: Float[np.ndarray, "texts flags"]) -> Ranges:
    """The strengths that are tried, from every text there is."""
    fires = [column[column > 0] for column in pooled.T]
    told = [(*np.quantile(c, [0.5, 0.99]), c.max()) if len(c) else (0.0, 0.0, 0.0) for c in fires]
    return Ranges(*np.array(told, np.float64).reshape(-1, 3).T)


class Trial:
    """One model on some texts, moved again and again.

    Args:
        head: the model.
        e: embeddings of the texts.
        pooled: how much of each flagged feature they hold.
        directions: of the features, as pooled counts them.
        ranges: strengths to try.
    """

    def __init__(
        self,
        head: Head,
        e: Float[np.ndarray, "texts d_in"],
        pooled: Float[np.ndarray, "texts flags"],
        directions: Float[np.ndarray, "flags d_in"],
        ranges: Ranges,
    ) -> None:
        self.head, self.pooled, self.ranges = head, pooled, ranges
        self.views, self.reach = head.views(e), head.views(directions)
        self.logits = head.logits(self.views)
        self.decided = head.decide(self.logits)
        self.chances = chances(self.logits)
        self.spread = centred(self.logits).std(axis=0) if len(e) else np.ones(1)

    def effect(self, shift: Float[np.ndarray, "texts views"]) -> Effect:
        """What happens when the embeddings move by this much, as the model sees it."""
        logits = self.head.logits(self.views + shift)
        moved = np.abs(centred(logits) - centred(self.logits))
        spread = np.where(self.spread > 0, self.spread, np.inf)
        return Effect(
            moved.max(axis=1),
            (moved / spread).max(axis=1),
            np.abs(chances(logits) - self.chances).max(axis=1),
            self.head.decide(logits) != self.decided,
        )

    def alone(self, flag: int, move: str) -> Effect:
        """One feature switched off or turned up."""
        return self.effect(self._amount(np.array([flag]), move) @ self.reach[[flag]])

    def together(self, move: str) -> Effect:
        """All of them at once."""
        return self.effect(self._amount(np.arange(len(self.reach)), move) @ self.reach)

    def subsets(self, seed: int) -> Iterator[Effect]:
        """Random halves of the features, each member off or at the end of its range by a coin."""
        rng = np.random.default_rng(seed)
        for _ in range(SUBSETS):
            chosen, up = rng.random((2, len(self.reach))) < 0.5
            on, off = np.flatnonzero(chosen & up), np.flatnonzero(chosen & ~up)
            raised = self.ranges.top[on] @ self.reach[on]
            yield self.effect(raised - self.pooled[:, off] @ self.reach[off])

    def _amount(self, flags: np.ndarray, move: str) -> Float[np.ndarray, "texts flags"]:
        if move == "off":
            return -self.pooled[:, flags]
        return np.broadcast_to(getattr(self.ranges, move)[flags], self.pooled[:, flags].shape)
