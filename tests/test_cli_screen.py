"""The dashboard's start: its address, port, environment and configuration."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from core.cli import opener, screen
from core.errors import InputError

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture
def taken():
    """A port somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_port_in_use_is_named(taken):
    with pytest.raises(InputError, match=f"port {taken} is in use"):
        screen.dashboard(None, port=taken, browser=False)


@pytest.mark.parametrize("port", [0, 65536, 99999])
def test_a_port_that_cannot_exist_is_refused(port):
    with pytest.raises(InputError, match=f"--port {port} does not exist"):
        screen.dashboard(None, port=port, browser=False)


def test_without_a_port_the_first_free_one_is_taken(taken, monkeypatch):
    monkeypatch.setattr(screen, "_FIRST_PORT", taken)
    chosen = screen.dashboard(None, port=None, browser=False).payload["port"]
    assert taken < chosen < taken + screen._PORTS_TRIED


def test_when_every_port_is_taken_the_error_says_which_were_tried(taken, monkeypatch):
    monkeypatch.setattr(screen, "_FIRST_PORT", taken)
    monkeypatch.setattr(screen, "_PORTS_TRIED", 1)
    with pytest.raises(InputError, match=f"ports {taken} to {taken} are all in use"):
        screen.dashboard(None, port=None, browser=False)


def test_the_address_carries_the_case_whatever_its_name(tmp_path):
    url = urlsplit(screen.dashboard(tmp_path / "a&b #1", port=None, browser=False).payload["url"])
    assert url.hostname == "127.0.0.1"
    assert parse_qs(url.query) == {"case": ["a&b #1"]}


def test_the_configuration_lies_where_streamlit_will_start():
    home = screen.dashboard_home()
    assert home == REPOSITORY
    assert (home / ".streamlit" / "config.toml").is_file()


def test_in_a_wheel_the_configuration_lies_inside_the_package(tmp_path, monkeypatch):
    package = tmp_path / "site" / "dashboard"
    (package / ".streamlit").mkdir(parents=True)
    (package / ".streamlit" / "config.toml").touch()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(package.parent))
    monkeypatch.delitem(sys.modules, "dashboard", raising=False)
    assert screen.dashboard_home() == package


def test_without_its_hardening_the_dashboard_does_not_start(tmp_path, monkeypatch):
    (tmp_path / "dashboard").mkdir()
    (tmp_path / "dashboard" / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "dashboard", raising=False)
    with pytest.raises(InputError, match=r"no \.streamlit/config"):
        screen.dashboard_home()


@pytest.fixture
def started(monkeypatch):
    """What the server's process would be, instead of becoming it."""
    seen = {"opened": []}
    monkeypatch.setattr(
        screen, "_become", lambda command, home: seen.update(command=command, home=home)
    )
    monkeypatch.setattr(screen.subprocess, "run", lambda words, **_: seen["opened"].append(words))
    monkeypatch.setenv("SELFREG_CASES", "")
    monkeypatch.delenv("SELFREG_CASES")
    return seen


def test_the_server_gets_the_port_that_was_printed_and_finds_its_cases(started, tmp_path):
    answer = screen.dashboard(tmp_path / "hiring", port=None, browser=False)
    answer.then()
    assert started["command"][1:] == ["-m", "dashboard.server", str(answer.payload["port"])]
    assert os.environ["SELFREG_CASES"] == str(tmp_path)
    assert started["home"] == REPOSITORY
    assert started["opened"] == []


def test_the_browser_opens_the_case(started, tmp_path):
    answer = screen.dashboard(tmp_path / "hiring", port=None, browser=True)
    answer.then()
    assert [words[-1] for words in started["opened"]] == [answer.payload["url"]]


def test_what_the_first_page_needs_is_loaded_while_the_server_starts():
    said = "import sys; from dashboard import server; server.load()"
    asked = "print('core.features.index' in sys.modules, 'dashboard.components' in sys.modules)"
    command = [sys.executable, "-c", f"{said}; {asked}; print('torch' in sys.modules)"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=REPOSITORY)
    assert told.stdout.split() == ["True", "True", "False"]


def test_without_a_case_those_of_the_current_folder_are_offered(started, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    screen.dashboard(None, port=None, browser=False).then()
    assert os.environ["SELFREG_CASES"] == str(tmp_path)


def test_a_dashboard_that_cannot_start_fails_before_its_address_is_printed(tmp_path, monkeypatch):
    monkeypatch.setattr(screen, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="not installed"):
        screen.dashboard(tmp_path, port=None, browser=False)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "w"}, True),
        ({"BROWSER": "b"}, True),
    ],
)
def test_a_console_without_a_screen_gets_no_text_browser(environment, expected, monkeypatch):
    monkeypatch.setattr(opener.sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert opener._has_screen() is expected


def test_the_opener_waits_for_the_server_and_gives_up_in_the_end(taken, monkeypatch):
    monkeypatch.setattr(opener, "_PATIENCE", 0.3)
    assert opener._answers(f"http://127.0.0.1:{taken}/_stcore/health") is False


@pytest.mark.slow
def test_the_real_server_starts_from_another_folder_hardened_and_stops_on_request(tmp_path):
    selfreg = Path(sys.executable).with_name("selfreg")
    server = subprocess.Popen(
        [selfreg, "ui", "--no-browser", "--json"],
        cwd=tmp_path,
        env=os.environ | {"HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = json.loads(server.stdout.readline())["url"]
        assert opener._answers(f"{url}_stcore/health")
        with urllib.request.urlopen(url) as page:
            assert page.status == 200
        assert configured(server.pid, tmp_path)
    finally:
        server.send_signal(signal.SIGTERM)
    rest = server.communicate(timeout=20)[0]
    assert rest == b""  # one object on standard output, and nothing of the server's own


def configured(pid, elsewhere):
    """Whether the server runs in the folder of its configuration, not where it was started."""
    home = Path(os.readlink(f"/proc/{pid}/cwd"))
    return home != elsewhere and (home / ".streamlit" / "config.toml").is_file()
