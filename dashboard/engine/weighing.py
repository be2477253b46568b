"""What flagging costs so far, computed beside the pages so that no page waits for it."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from time import sleep
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import SelfregError
from dashboard.engine.places import open_case, results_revision, revision

if TYPE_CHECKING:
    from core.case import Case
    from core.pipeline.weigh import Scale, Weight


_FIRST_PAGES = 4.0  # seconds


@dataclass(frozen=True)
class SoFar:
    """The flags on the scale.

    Attributes:
        weight: of the newest flags that were weighed; None before the first, or without flags.
        fresh: no decision was made since; else new figures are on their way.
    """

    weight: "Weight | None"
    fresh: bool


@dataclass
class _Desk:
    """One worker, the scales it keeps, and what it found; shared by all sessions.

    The worker loads torch, which holds up everything else for seconds: the first pages come first.
    """

    worker: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, initializer=sleep, initargs=(_FIRST_PAGES,))
    )
    lock: Lock = field(default_factory=Lock)
    scale: tuple[tuple, "Scale"] | None = None
    asked: dict[tuple, Future] = field(default_factory=dict)
    last: dict[tuple, object] = field(default_factory=dict)


def so_far(case: str) -> SoFar:
    """What the flags of a case cost and leave; asks for new figures when they are outdated."""
    found, fresh = _ask("weigh", case, revision(case))
    return SoFar(found, fresh)


def unjudged_share(case: str) -> float | None:
    """Reliance of the plain model on what nobody judged; None while it is being computed."""
    return _ask("unjudged", case, revision(case))[0]


def influence_after(case: str) -> dict[int, float]:
    """Influence of each feature on the regularized model; empty while it is being computed."""
    opened = open_case(case)
    if opened.key("train") is None:
        return {}
    found, _ = _ask("influence_after", case, opened.key("train"))
    return found or {}


def _ask(what: str, case: str, version: str) -> tuple[object, bool]:
    """The newest answer of the worker, and whether it is of this version."""
    desk, place = _desk(), (what, case)
    key = (*place, version)
    with desk.lock:
        if key not in desk.asked:
            for old in [k for k in desk.asked if k[:2] == place]:
                del desk.asked[old]
            kept = (case, results_revision(case))
            desk.asked[key] = desk.worker.submit(_work, desk, kept, open_case(case), what)
        running = desk.asked[key]
        if running.done():
            desk.last[place] = running.result()
    return desk.last.get(place), running.done()


def _work(desk: _Desk, kept: tuple, case: "Case", what: str) -> object:
    try:
        return getattr(_scale(desk, kept, case), what)()
    except (SelfregError, OSError):
        # Flags that leave nothing to decide on, files being written: the training says what to do.
        return None


def _scale(desk: _Desk, kept: tuple, case: "Case") -> "Scale":
    from core.pipeline import Scale

    if desk.scale is None or desk.scale[0] != kept:
        desk.scale = (kept, Scale(case))
    return desk.scale[1]


@st.cache_resource(show_spinner=False)
def _desk() -> _Desk:
    return _Desk()
