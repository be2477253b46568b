"""Progress of long work as a bar on standard error."""

import sys
from typing import Any, Self

_SECONDS_ON_A_TERMINAL = 0.1
_SECONDS_IN_A_LOG = 5.0  # a log keeps every redraw, so it gets fewer


class Bar:
    """A `Progress` that draws one bar a stage; use it in a `with` block."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._stage = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failure: object, *_: object) -> None:
        self._close(whole=failure is None)

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Move the bar of `stage` to `done` of `total`."""
        if self._bar is None or stage != self._stage:
            self._open(stage, total)
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def _open(self, stage: str, total: int) -> None:
        from tqdm import tqdm

        self._close(whole=True)
        self._stage = stage
        seconds = _SECONDS_ON_A_TERMINAL if sys.stderr.isatty() else _SECONDS_IN_A_LOG
        self._bar = tqdm(total=total, desc=stage, file=sys.stderr, mininterval=seconds)

    def _close(self, *, whole: bool) -> None:
        """Leave the bar as it stands, or full: the next stage has begun, so this one is done."""
        if self._bar is None:
            return
        if whole:
            self._bar.update(self._bar.total - self._bar.n)
        self._bar.close()
        self._bar = None
