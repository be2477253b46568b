"""Lookups of the dashboard on 60,000 texts and 4,096 features: median of many, warm."""

import os
import time
from argparse import Namespace
from collections.abc import Callable

import numpy as np

from tests.benchmarks.large import large_case
from tests.benchmarks.shared import bar, lines, vaers

ROUNDS = 20
LIMITS = {"evidence": 50, "words": 100, "meaning": 150, "pasted text": 300}


def run(given: Namespace) -> dict:
    """Milliseconds of each lookup, at `dashboard.engine`, each asked for something new."""
    large = large_case(given.work, bar)
    os.environ["SELFREG_CASES"] = str(large.folder.parent)
    from dashboard import engine

    name = large.folder.name
    live = engine.features(name).query("status == 'live'").feature.tolist()
    texts = vaers("pool").text.tolist()
    # A word each that features are named after: no two alike, so that no answer is remembered.
    named = engine.features(name).words.str[0].dropna()
    words = sorted({word for word in named if word.isalpha()})[::40]
    asked: dict[str, Callable[[int], object]] = {
        "evidence": lambda i: engine.evidence(name, live[i * 37 % len(live)]),
        "words": lambda i: engine.search(name, words[i], "words"),
        "meaning": lambda i: engine.search(name, words[i], "meaning"),
        "pasted text": lambda i: engine.search(name, texts[i], "fires"),
    }
    rows = [
        {"lookup": kind, "ms": round(_median(ask), 1), "limit": LIMITS[kind]}
        for kind, ask in asked.items()
    ]
    return {"texts": len(large.texts().frame), "features": len(live), "lookups": rows}


def _median(ask: Callable[[int], object]) -> float:
    ask(ROUNDS)  # warm: files mapped, model loaded
    times = []
    for i in range(ROUNDS):
        start = time.perf_counter()
        ask(i)
        times.append(time.perf_counter() - start)
    return float(np.median(times)) * 1000


def table(result: dict) -> str:
    """One row a lookup."""
    columns = {"lookup": "lookup", "ms": "median ms", "limit": "limit"}
    return f"{result['texts']:,} texts\n{lines(result['lookups'], columns)}"
