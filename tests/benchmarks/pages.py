"""Pages of the dashboard in a browser, on 69,000 texts and 4,096 features: what a person waits."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from tests.benchmarks.large import large_case
from tests.benchmarks.shared import bar, lines

ROUNDS, NEXT_ROUNDS = 3, 20
LIMITS = {"first paint, cold": 2000, "page switch": 300, "next feature": 250}
STEPS = ("Overview", "Explore", "Review", "Retrain", "Compare")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
PATIENCE = 300
REPOSITORY = Path(__file__).resolve().parents[2]

# Presses, and says how long it took to the drawn page: the script has run, two frames are shown.
PRESS = """target => new Promise((done, lost) => {
    const app = document.querySelector('[data-testid=stApp]')
    const state = () => app.getAttribute('data-test-script-state')
    const begun = performance.now()
    let ran = false
    new MutationObserver((_, observer) => {
        ran ||= state() !== 'notRunning'
        if (!ran || state() !== 'notRunning') return
        observer.disconnect()
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)))
    }).observe(app, {attributes: true, attributeFilter: ['data-test-script-state']})
    setTimeout(() => lost(new Error('pressing this did nothing')), 60000)
    target.click()
})"""
READY = """() => {
    const app = document.querySelector('[data-testid=stApp]')
    return app?.getAttribute('data-test-connection-state') === 'CONNECTED'
        && app.getAttribute('data-test-script-state') === 'notRunning'
        && document.querySelector('[data-testid=stMain] h1') !== null
}"""


def run(given: Namespace) -> dict:
    """Milliseconds of each kind of wait; medians, and every page switch by itself."""
    case = large_case(given.work, bar)
    with _browser() as browser, _served(case.folder.parent) as address:
        times = {"first paint, cold": [_first_paint(browser, address, case.name)]}
        times["first paint, warm"] = [
            _first_paint(browser, address, case.name) for _ in range(ROUNDS)
        ]
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        switches = _switches(page, address, case.name)
        times["page switch"] = [each for pages in switches.values() for each in pages]
        times["next feature"] = _next_features(page, address, case.name)
    rows = [
        {"wait": kind, "ms": round(float(np.median(each))), "limit": LIMITS.get(kind, "")}
        for kind, each in times.items()
    ]
    by_page = {name: round(float(np.median(each))) for name, each in switches.items()}
    return {"waits": rows, "switch_to": by_page}


@contextmanager
def _browser() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        sys.exit("no chromium on this machine: install the Debian package chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def _served(cases: Path) -> Iterator[str]:
    """The address of a dashboard just started."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "core.cli", "ui", "--port", str(port), "--no-browser"]
    with tempfile.TemporaryDirectory() as home, (Path(home) / "log").open("wb") as log:
        around = os.environ | {"HOME": home, "PYTHONPATH": str(REPOSITORY)}
        around.pop("SELFREG_CASES", None)
        streams = {"stdout": log, "stderr": subprocess.STDOUT}
        server = subprocess.Popen(command, cwd=cases, env=around, **streams)
        try:
            _wait(f"{address}/_stcore/health")
            yield address
        finally:
            server.terminate()
            server.wait(PATIENCE)


def _wait(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    sys.exit("the dashboard did not start")


def _first_paint(browser: object, address: str, case: str) -> float:
    """From asking for the address in a fresh window to the drawn Overview."""
    window = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = window.new_page()
    start = time.perf_counter()
    _open(page, f"{address}/?case={case}")
    waited = time.perf_counter() - start
    window.close()
    return 1000 * waited


def _open(page: object, address: str) -> None:
    page.goto(address)
    page.wait_for_function(READY, timeout=1000 * PATIENCE, polling="raf")


def _waited(page: object, target: object) -> float:
    """Milliseconds from pressing something to the drawn page."""
    target.wait_for()
    waited = target.evaluate(PRESS)
    page.wait_for_timeout(200)  # whatever trails behind is not part of the next wait
    return waited


def _switches(page: object, address: str, case: str) -> dict[str, list[float]]:
    """Waits for each step of the sidebar, all pages having been drawn once before."""
    _open(page, f"{address}/?case={case}")
    side = page.get_by_test_id("stSidebar")
    times: dict[str, list[float]] = {name: [] for name in STEPS}
    for turn in range(ROUNDS + 1):
        for name in (*STEPS[1:], STEPS[0]):
            waited = _waited(page, side.get_by_role("link", name=re.compile(f"^{name}")))
            if turn:
                times[name].append(waited)
    return times


def _next_features(page: object, address: str, case: str) -> list[float]:
    _open(page, f"{address}/review?case={case}&tab=All")
    button = page.get_by_test_id("stMain").get_by_role("button", name="Next").first
    return [_waited(page, button) for _ in range(NEXT_ROUNDS + 1)][1:]


def table(result: dict) -> str:
    """One row a wait, then each page."""
    columns = {"wait": "wait", "ms": "median ms", "limit": "limit"}
    pages = ", ".join(f"{name} {ms}" for name, ms in result["switch_to"].items())
    return f"{lines(result['waits'], columns)}\n\nSwitch to: {pages} ms"
