"""Lookups of the dashboard on 60,000 texts and 4,096 features: median of many, warm."""

import os
import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from core.case import Case
from tests.benchmarks.shared import bar, lines, vaers, vaers_case

COPIES, ROUNDS = 6, 20
LIMITS = {"evidence": 50, "words": 100, "meaning": 150, "pasted text": 300}


def run(given: Namespace) -> dict:
    """Milliseconds of each lookup, at `dashboard.engine`, each asked for something new."""
    large = enlarged(vaers_case(given.work, bar), given.work / "large")
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


def enlarged(case: Case, folder: Path) -> Case:
    """The case with every text `COPIES` times, as one of 60,000 texts would lie on disk."""
    if not (folder / "manifest.json").exists():
        _copy(case, folder)
    return Case.open(folder)


def _copy(case: Case, folder: Path) -> None:
    import shutil

    shutil.copytree(case.folder, folder, dirs_exist_ok=True)
    large = Case.open(folder)
    texts = pd.read_parquet(case.texts_path)
    parts = [texts.assign(id=texts.id.astype(str) + f"-{i}") for i in range(COPIES)]
    schema = pq.read_schema(case.texts_path)
    frame = pd.concat(parts, ignore_index=True)
    pq.write_table(pa.Table.from_pandas(frame, schema, preserve_index=False), large.texts_path)
    file = large.features_folder / "occurrences.parquet"
    rows = pd.read_parquet(file)
    parts = [rows.assign(text=rows.text + i * len(texts)) for i in range(COPIES)]
    stacked = pd.concat(parts, ignore_index=True).sort_values(["feature", "text"], kind="stable")
    stacked.to_parquet(file, index=False, row_group_size=122_880)


def table(result: dict) -> str:
    """One row a lookup."""
    columns = {"lookup": "lookup", "ms": "median ms", "limit": "limit"}
    return f"{result['texts']:,} texts\n{lines(result['lookups'], columns)}"
