"""A real browser on a real case: the sample, small, served the way `selfreg ui` serves it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_kit import PATIENCE, Visitor
from dashboard_case import HOSTILE, HOSTILE_NAME, LONG_WORD, make_case

REPOSITORY = Path(__file__).resolve().parents[2]
TEXTS = 160
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TS = "2026-01-31T09:30:00Z"


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Chromium; without it the tests are skipped, or on the build machine fail."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        why = "no chromium on this machine: install the Debian package chromium"
        if os.environ.get("SELFREG_CI") == "1":
            pytest.fail(why)
        pytest.skip(why)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """The sample case with few texts: run, nothing decided."""
    from core import pipeline
    from core.sample import applications

    scratch = tmp_path_factory.mktemp("built")
    data = scratch / "applications.csv"
    applications(TEXTS, 0).frame.to_csv(data, index=False)
    case = pipeline.new_case(
        scratch / "hiring",
        data,
        text="text",
        label="decision",
        groups=("gender", "parental_leave", "hobby"),
        split="split",
        favourable="invite",
        policy="Skill alone decides: not gender, not parental leave, not a hobby.",
        by="Ada Rossi",
        ts=TS,
    )
    pipeline.run_case(case)
    return case.folder


@pytest.fixture(scope="session")
def cases(built, tmp_path_factory) -> Path:
    """The folder that is served: the case at three stages, and one with hostile texts."""
    root = tmp_path_factory.mktemp("cases")
    for name in ("by-mouse", "by-keyboard", "finished"):
        shutil.copytree(built, root / name)
    make_case(root / "hostile")
    make_case(root / "not-run", run=False)
    _decide_hostile(make_case(root / "hostile-decided"))
    _finish(root / "finished")
    return root


def _decide_hostile(case: object) -> None:
    """Decisions, names, a list and a kept search that try to be more than text."""
    from core import pipeline
    from core.review.lists import FeatureList, save_list
    from core.review.views import save_view

    by, name = "Ada <b>R</b>", "![l](https://evil.example/l.png) \u202eturned"
    for feature, reason in ((2, HOSTILE), (0, LONG_WORD[:900])):
        pipeline.decide_features(case, [feature], "flag", reason, by, TS)
    pipeline.rename_feature(case, 3, f"<img src=https://evil.example/a.png> {name}", by, TS)
    pipeline.second_opinion(case, 2, HOSTILE_NAME, "unsure", HOSTILE, "Grace", TS)
    save_list(case.lists_path, FeatureList(name, HOSTILE, "", (2, 3)))
    save_view(case.views_path, name, {"q": "he"})


def _finish(folder: Path) -> None:
    from core import pipeline
    from core.case import Case

    case = Case.open(folder)
    found = pipeline.search(case, "he she his her", top=4)
    ids = [int(feature) for feature in found["feature"]]
    pipeline.decide_features(
        case, ids, "flag", "who somebody is must not matter", "Ada Rossi", TS, "protected attribute"
    )
    pipeline.train_case(case, by="Ada Rossi", ts=TS)
    pipeline.audit_case(case)


@pytest.fixture(scope="session")
def served(cases, tmp_path_factory) -> Iterator[str]:
    """The address of the dashboard."""
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "core.cli", "ui", "--port", str(port), "--no-browser"]
    environment = os.environ | {"HOME": str(home), "PYTHONPATH": str(REPOSITORY)}
    environment.pop("SELFREG_CASES", None)
    log = home / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=cases, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _wait(address: str, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the dashboard did not start:\n{log.read_text()}")


@pytest.fixture
def visit(browser, served) -> Iterator[object]:
    """Opens windows; afterwards no request of any of them may have left this machine."""
    visitors, contexts = [], []

    def enter(theme: str = "light", height: int = 1000) -> Visitor:
        context = browser.new_context(
            color_scheme=theme, viewport={"width": 1280, "height": height}, accept_downloads=True
        )
        context.set_default_timeout(1000 * PATIENCE)
        visitor = Visitor(served, context.new_page())
        for event in ("request", "websocket"):
            visitor.page.on(event, lambda seen: visitor.note(seen.url))
        visitors.append(visitor)
        contexts.append(context)
        return visitor

    yield enter
    for context in contexts:
        context.close()
    assert [url for visitor in visitors for url in visitor.foreign()] == []


@pytest.fixture(scope="session")
def expect(browser) -> object:
    """Playwright's own expectation, which waits."""
    from playwright.sync_api import expect

    expect.set_options(timeout=1000 * PATIENCE)
    return expect
