"""The dashboard's server: this machine only, and Streamlit's scripts from memory."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import streamlit

from dashboard import server
from dashboard.statics import Statics

SCRIPT = "const answer = 42"


@pytest.fixture
def folder(tmp_path):
    """A folder of scripts beside a file that is none of them."""
    scripts = tmp_path / "js"
    scripts.mkdir()
    (scripts / "index.a1b2.js").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "secret.js").write_text("secret", encoding="utf-8")
    return scripts


async def beyond(scope, receive, send):
    """The application behind: says so."""
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b"beyond"})


def ask(statics: Statics, path: str, method: str = "GET", kind: str = "http") -> list[dict]:
    """What is sent back for one request."""
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": kind, "method": method, "path": path, "headers": []}
    # In a thread: a browser test before this one may have left its event loop in the main one.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, statics(scope, None, send)).result()
    return sent


def test_a_script_comes_whole_and_may_be_kept_for_ever(folder):
    begun, body = ask(Statics(beyond, folder), "/static/js/index.a1b2.js")
    told = dict(begun["headers"])
    assert begun["status"] == 200
    assert body["body"].decode() == SCRIPT
    assert told[b"content-type"].startswith(b"text/javascript")
    assert b"immutable" in told[b"cache-control"]


def test_a_script_is_read_once(folder):
    statics = Statics(beyond, folder)
    first = ask(statics, "/static/js/index.a1b2.js")
    (folder / "index.a1b2.js").unlink()
    assert ask(statics, "/static/js/index.a1b2.js") == first


@pytest.mark.parametrize(
    "asked",
    [
        {"path": "/"},
        {"path": "/static/js/unknown.js"},
        {"path": "/static/js/../secret.js"},
        {"path": "/static/js/index.a1b2.js", "method": "HEAD"},
        {"path": "/static/js/index.a1b2.js", "kind": "websocket"},
    ],
)
def test_everything_else_is_left_to_streamlit(folder, asked):
    assert ask(Statics(beyond, folder), **asked)[-1]["body"] == b"beyond"


@pytest.fixture
def served(monkeypatch):
    """What Streamlit would be told, instead of starting its server."""
    seen = {}

    class App:
        def __init__(self, script: Path, middleware: list) -> None:
            seen.update(script=script, middleware=middleware)

        def run(self, config: dict) -> None:
            seen.update(config)

    monkeypatch.setattr(streamlit, "App", App)
    return seen


def test_the_server_listens_on_this_machine_only_and_opens_no_browser(served):
    server.serve(8765)
    assert served["server.address"] == "127.0.0.1"
    assert served["server.port"] == 8765
    assert served["server.headless"] is True
    assert served["script"].is_file()


def test_the_scripts_of_the_installed_streamlit_are_found(served):
    server.serve(8765)
    (statics,) = served["middleware"]
    names = {file.name.split(".")[0] for file in statics.kwargs["folder"].glob("*.js")}
    assert {"index", "protobuf"} <= names
