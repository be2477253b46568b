"""The sample case, from nothing to the dashboard: `demo`."""

import tempfile
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.alone import working
from core.cli.answer import Answer
from core.cli.parser import Commands
from core.cli.screen import dashboard, screen_arguments

if TYPE_CHECKING:
    from core.case import Case

_DEFAULT = Path("selfreg-demo") / "hiring"
_TEXTS = 4000
_SEED = 0
_POLICY = (
    "Whom to invite is decided by the evidence of skill alone: "
    "not by gender, not by parental leave, not by a hobby."
)


def register(commands: Commands) -> None:
    """Add `demo`."""
    command = commands.add(
        "demo",
        demo,
        help="build the sample case, a hiring screen with invented applications, and open it",
        example="selfreg demo --no-ui",
    )
    command.add_argument(
        "--case", metavar="DIR", default=str(_DEFAULT), help=f"where to build (default: {_DEFAULT})"
    )
    command.add_argument("--no-ui", action="store_true", help="stop after building the case")
    screen_arguments(command)


def demo(arguments: Namespace) -> Answer:
    """The sample case, up to date; then the dashboard, unless `--no-ui`."""
    from core import pipeline

    case = _sample_case(Path(arguments.case))
    with working(case) as progress:
        summary = pipeline.run_case(case, progress)
    payload = {"case": case.folder, "run": summary}
    lines = [str(summary), f"the sample case is in {case.folder}"]
    if arguments.no_ui:
        return Answer(payload, [*lines, f"next: selfreg ui {case.folder}"])
    screen = dashboard(case.folder, port=arguments.port, browser=not arguments.no_browser)
    return Answer(payload | screen.payload, [*lines, *screen.lines], then=screen.then)


def _sample_case(folder: Path) -> "Case":
    """The sample case at `folder`, made if nothing is there yet."""
    from core import pipeline
    from core.case import Case
    from core.sample import applications

    if folder.exists() and any(folder.iterdir()):
        return Case.open(folder)
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch) / "applications.csv"
        applications(_TEXTS, _SEED).frame.to_csv(data, index=False)
        return pipeline.new_case(
            folder,
            data,
            text="text",
            label="decision",
            groups=("gender", "parental_leave", "hobby"),
            split="split",
            favourable="invite",
            model="minilm",
            policy=_POLICY,
            seed=_SEED,
        )
