"""The sample case, from nothing to the dashboard: `demo`."""

from argparse import Namespace
from pathlib import Path

from core.cli.alone import working
from core.cli.answer import Answer
from core.cli.parser import Commands
from core.cli.screen import dashboard, screen_arguments

_DEFAULT = Path("selfreg-demo") / "hiring"


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

    case = pipeline.sample_case(Path(arguments.case))
    with working(case) as progress:
        summary = pipeline.run_case(case, progress)
    payload = {"case": case.folder, "run": summary}
    lines = [str(summary), f"the sample case is in {case.folder}"]
    if arguments.no_ui:
        return Answer(payload, [*lines, f"next: selfreg ui {case.folder}"])
    screen = dashboard(case.folder, port=arguments.port, browser=not arguments.no_browser)
    return Answer(payload | screen.payload, [*lines, *screen.lines], then=screen.then)
