"""A whole run on corpora of several sizes: seconds of each step, and the most memory.

Processor time (all threads together) is hardly touched by what else the machine does.
"""

import json
import subprocess
import sys
import time
from argparse import Namespace
from pathlib import Path

from tests.benchmarks.shared import lines, vaers

PROGRAM = """
import json, resource, sys, time
from pathlib import Path
from core.pipeline import new_case, run_case
seconds, last = {}, [time.perf_counter(), "start"]
def note(stage, done, total):
    now = time.perf_counter()
    seconds[last[1]] = seconds.get(last[1], 0) + now - last[0]
    last[:] = [now, stage]
case = new_case(Path(sys.argv[2]), Path(sys.argv[1]), text="text", label="label", groups=("sex",))
summary = run_case(case, note)
note("end", 1, 1)
used = resource.getrusage(resource.RUSAGE_SELF)
told = {"gib": used.ru_maxrss / 2**20, "processor_s": used.ru_utime + used.ru_stime}
print(json.dumps({"tokens": summary.tokens, "fvu": summary.fvu, "steps": seconds} | told))
"""


def run(given: Namespace) -> dict:
    """One process a size, so that memory is counted anew."""
    rows = [_one(given.work, size) for size in given.sizes]
    return {"sizes": rows}


def _one(work: Path, texts: int) -> dict:
    stamp = f"{texts}-{time.time_ns()}"
    file = work / f"growth-{stamp}.parquet"
    work.mkdir(parents=True, exist_ok=True)
    vaers("pool").head(texts).drop(columns="split").to_parquet(file)
    command = [sys.executable, "-c", PROGRAM, str(file), str(work / f"growth-{stamp}")]
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - start
    row = json.loads(done.stdout.strip().splitlines()[-1])
    row["steps"] = {step: round(value, 1) for step, value in row["steps"].items()}
    used = {"us_a_token": seconds, "processor_us_a_token": row.pop("processor_s")}
    speed = {name: round(1e6 * value / row["tokens"]) for name, value in used.items()}
    return {"texts": texts, "seconds": round(seconds)} | speed | row | {"gib": round(row["gib"], 2)}


def table(result: dict) -> str:
    """One row a size, with its steps."""
    rows = [
        row | {"steps": ", ".join(f"{k} {v}" for k, v in row["steps"].items())}
        for row in result["sizes"]
    ]
    columns = {
        "texts": "texts",
        "tokens": "tokens",
        "seconds": "seconds",
        "us_a_token": "µs a token",
        "processor_us_a_token": "processor µs a token",
        "gib": "GiB at most",
        "steps": "seconds by step",
    }
    return lines(rows, columns)
