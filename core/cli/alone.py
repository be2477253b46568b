"""Long work on a case, one at a time: the command line waits for a job of the dashboard."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from core.cli.bar import Bar

if TYPE_CHECKING:
    from core.case import Case


@contextmanager
def working(case: "Case") -> Iterator[Bar]:
    """A progress bar, once no other process works on the case."""
    from core import jobs

    with (
        Bar() as bar,
        jobs.slot(case.jobs_folder, lambda: bar("Waiting for another job on this case", 0, 1)),
    ):
        yield bar
