"""What has to be quick for a person who waits: intervals, the verifiers, the sample's texts.

Medians of five; milliseconds. The bundle is the small one of the tests, signed by two people.
"""

import sys
import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import numpy as np

from core.audit.simultaneous import Counted, critical_value, largest_gap
from core.sample import applications
from tests.benchmarks.shared import lines

ROUNDS = 5
FIVE = ([30, 40, 50, 60, 90], [100, 110, 120, 200, 300])


def run(given: Namespace) -> dict:
    """Each with its limit."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from signed_case import both, shared

    world = shared()
    five, sixty = _counted(*FIVE), _counted([60] * 60, [200] * 60)
    rows = [
        _row("10,000 draws of 5 groups", 100, lambda: critical_value(five, _rng(), draws=10_000)),
        _row("60 groups judged", 5000, lambda: largest_gap(sixty, _rng())),
        _row("a signed bundle in both verifiers", 2000, lambda: both(world.bundle, world.trust)),
        _row("4,000 texts of the sample", 4000, applications),
    ]
    return {"checks": rows}


def table(result: dict) -> str:
    """One row a wait."""
    return lines(result["checks"], {"what": "what", "ms": "ms", "limit": "limit"})


def _row(what: str, limit: int, work: Callable[[], object]) -> dict:
    took = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - start))
    return {"what": what, "ms": round(float(np.median(took))), "limit": limit}


def _counted(hits: list[int], n: list[int]) -> Counted:
    return Counted(*(np.asarray(values) for values in (hits, n, n)))


def _rng() -> np.random.Generator:
    return np.random.default_rng(0)
