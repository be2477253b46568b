"""Open the dashboard: `ui`."""

import os
import socket
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlencode

from core.cli.answer import Answer
from core.cli.parser import Commands, Parser, whole_number
from core.errors import InputError

_ADDRESS = "127.0.0.1"
_FIRST_PORT = 8501
_PORTS_TRIED = 100
_HIGHEST_PORT = 65535


def register(commands: Commands) -> None:
    """Add `ui`."""
    command = commands.add(
        "ui",
        show,
        help="open the dashboard in the browser, on this machine only",
        example="selfreg ui hiring --port 8600",
    )
    command.add_argument(
        "case",
        metavar="CASE",
        nargs="?",
        help="folder of the case (default: choose among the cases in the current folder)",
    )
    screen_arguments(command)


def screen_arguments(command: Parser) -> None:
    """Add what every command takes that ends in the dashboard."""
    command.add_argument(
        "--port",
        metavar="N",
        type=whole_number,
        help=f"port of the dashboard (default: the first free one from {_FIRST_PORT})",
    )
    command.add_argument(
        "--no-browser", action="store_true", help="print the address, but open no browser"
    )


def show(arguments: Namespace) -> Answer:
    """The dashboard's address; the server takes over this process once it is printed."""
    from core.case import Case

    case = None if arguments.case is None else Case.open(Path(arguments.case)).folder
    return dashboard(case, port=arguments.port, browser=not arguments.no_browser)


def dashboard(case: Path | None, *, port: int | None, browser: bool) -> Answer:
    """The dashboard's address, and the server that starts after it is printed.

    Args:
        case: The case to open; None to choose on the first page.
        port: None takes the first free one.
        browser: Open the address in a browser once the server answers.
    """
    home = dashboard_home()
    chosen = _free_port() if port is None else _checked_port(port)
    query = "" if case is None else "?" + urlencode({"case": case.resolve().name})
    url = f"http://{_ADDRESS}:{chosen}/{query}"
    serve = partial(_serve, case, chosen, home)
    then = partial(_open_and, url, serve) if browser else serve
    return Answer({"url": url, "port": chosen}, [f"dashboard: {url}   (stop: Ctrl-C)"], then=then)


def _open_and(url: str, serve: Callable[[], None]) -> None:
    subprocess.run([sys.executable, "-m", "core.cli.opener", url], check=False)
    serve()


def _serve(case: Path | None, port: int, home: Path) -> None:
    if case is not None:
        os.environ["SELFREG_CASES"] = str(case.resolve().parent)
    os.environ.setdefault("SELFREG_CASES", str(Path.cwd()))
    _become([sys.executable, "-m", "dashboard.server", str(port)], home)


def _become(command: list[str], home: Path) -> None:
    """Turn this process into `command`; standard output is done, its log goes to standard error."""
    os.chdir(home)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    os.execv(command[0], command)


def dashboard_home() -> Path:
    """The folder whose `.streamlit` holds the dashboard's theme and hardening.

    A wheel carries `.streamlit` inside the package; in a checkout it lies at the top.

    Raises:
        InputError: The installation lacks it; the dashboard would start without its hardening.
    """
    found = find_spec("dashboard")  # a look-up: the engine never imports its dashboard
    if found is None or found.origin is None:
        raise InputError("the dashboard is not installed: install selfreg again")
    folder = Path(found.origin).resolve().parent
    for home in (folder, folder.parent):
        if (home / ".streamlit" / "config.toml").is_file():
            return home
    raise InputError(f"no .streamlit/config.toml in {folder} or above it: install selfreg again")


def _free_port() -> int:
    for port in range(_FIRST_PORT, _FIRST_PORT + _PORTS_TRIED):
        if _is_free(port):
            return port
    last = _FIRST_PORT + _PORTS_TRIED - 1
    raise InputError(f"ports {_FIRST_PORT} to {last} are all in use: choose another with --port N")


def _checked_port(port: int) -> int:
    if not 0 < port <= _HIGHEST_PORT:
        raise InputError(f"--port {port} does not exist: choose one from 1 to {_HIGHEST_PORT}")
    if not _is_free(port):
        raise InputError(f"port {port} is in use: choose another with --port N, or leave it out")
    return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_ADDRESS, port))
        except OSError:
            return False
    return True
