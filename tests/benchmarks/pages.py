"""Pages of the dashboard in a browser, on 69,000 texts and 4,096 features: what a person waits.

Beside it what the same browser takes for an app with nothing but two titles, `alone.py`: no page
of any app made with Streamlit can be quicker.
"""

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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from tests.benchmarks.large import large_case
from tests.benchmarks.shared import bar, lines

ROUNDS, NEXT_ROUNDS = 3, 20
LIMITS = {"first paint, cold": 2000, "page switch": 300, "next feature": 250}
STEPS = ("Overview", "Explore", "Review", "Retrain", "Compare")
TITLES = ("First", "Second")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
PATIENCE = 300
REPOSITORY = Path(__file__).resolve().parents[2]

# Presses, and says how long it took to the drawn page: the script has run, two frames are shown.
# A script so quick that nobody sees it run has run when the page has another heading.
PRESS = """target => new Promise((done, lost) => {
    const app = document.querySelector('[data-testid=stApp]')
    const state = () => app.getAttribute('data-test-script-state')
    const heading = () => app.querySelector('[data-testid=stMain] h1')?.textContent
    const [begun, before] = [performance.now(), heading()]
    let ran = false
    new MutationObserver((_, observer) => {
        ran ||= state() !== 'notRunning' || ![undefined, before].includes(heading())
        if (!ran || state() !== 'notRunning') return
        observer.disconnect()
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)))
    }).observe(app, {attributeFilter: ['data-test-script-state'], childList: true, subtree: true})
    setTimeout(() => lost(new Error('pressing this did nothing')), 60000)
    target.click()
})"""
READY = """() => {
    const app = document.querySelector('[data-testid=stApp]')
    return app?.getAttribute('data-test-connection-state') === 'CONNECTED'
        && app.getAttribute('data-test-script-state') === 'notRunning'
        && document.querySelector('[data-testid=stMain] h1') !== null
        && document.querySelector('[data-testid=stSkeleton]') === null
}"""


def run(given: Namespace) -> dict:
    """Milliseconds of each kind of wait; medians, and every page switch by itself."""
    case = large_case(given.work, bar)
    with _browser() as browser:
        with _served(_ours, case.folder.parent) as address:
            times, switches = _walked(browser, f"{address}/?case={case.name}", STEPS)
            page = browser.new_page(viewport={"width": 1280, "height": 1000})
            times["next feature"] = _next_features(page, address, case.name)
            page.close()
        with _served(_alone, REPOSITORY) as address:
            alone, _ = _walked(browser, address, TITLES)
    rows = [
        {
            "wait": kind,
            "ms": _median(each),
            "alone": _median(alone[kind]) if kind in alone else "",
            "limit": LIMITS.get(kind, ""),
        }
        for kind, each in times.items()
    ]
    return {"waits": rows, "switch_to": {name: _median(each) for name, each in switches.items()}}


def _walked(
    browser: object, address: str, steps: tuple[str, ...]
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Waits of each kind, and those for each page of the sidebar."""
    times = {"first paint, cold": [_first_paint(browser, address)]}
    times["first paint, warm"] = [_first_paint(browser, address) for _ in range(ROUNDS)]
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    switches = _switches(page, address, steps)
    page.close()
    times["page switch"] = [each for pages in switches.values() for each in pages]
    return times, switches


def _median(times: list[float]) -> int:
    return round(float(np.median(times)))


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


def _ours(port: int) -> list[str]:
    return ["core.cli", "ui", "--port", str(port), "--no-browser"]


def _alone(port: int) -> list[str]:
    app = Path(__file__).with_name("alone.py")
    return ["streamlit", "run", str(app), "--server.port", str(port)]


@contextmanager
def _served(command: Callable[[int], list[str]], folder: Path) -> Iterator[str]:
    """The address of a dashboard just started in a folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as home, (Path(home) / "log").open("wb") as log:
        around = os.environ | {"HOME": home, "PYTHONPATH": str(REPOSITORY)}
        around.pop("SELFREG_CASES", None)
        streams = {"stdout": log, "stderr": subprocess.STDOUT}
        words = [sys.executable, "-m", *command(port)]
        server = subprocess.Popen(words, cwd=folder, env=around, **streams)
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


def _first_paint(browser: object, address: str) -> float:
    """From asking for the address in a fresh window to the drawn page."""
    window = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = window.new_page()
    start = time.perf_counter()
    _open(page, address)
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
    if page.locator(".sr-failed").count():
        sys.exit("a page failed: nothing was measured")  # a sentence is drawn soon
    return waited


def _switches(page: object, address: str, steps: tuple[str, ...]) -> dict[str, list[float]]:
    """Waits for each step of the sidebar, all pages having been drawn once before."""
    _open(page, address)
    side = page.get_by_test_id("stSidebar")
    times: dict[str, list[float]] = {name: [] for name in steps}
    for turn in range(ROUNDS + 1):
        for name in (*steps[1:], steps[0]):
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
    columns = {"wait": "wait", "ms": "median ms", "alone": "Streamlit alone", "limit": "limit"}
    pages = ", ".join(f"{name} {ms}" for name, ms in result["switch_to"].items())
    return f"{lines(result['waits'], columns)}\n\nSwitch to: {pages} ms"
