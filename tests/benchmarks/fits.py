"""Fitting: plain twin, hard constraint, and a path of 25 strengths with its metrics."""

import time
from argparse import Namespace
from collections.abc import Callable

import torch

from core.classify.hard import fit_hard
from core.classify.penalties import contribution_covariance
from core.classify.plain import fit_plain
from core.classify.problem import Problem
from core.classify.soft import STRENGTHS, path_points, soft_path
from core.pipeline.data import load_data, pooled_codes
from core.pipeline.look import index
from core.sae import load_sae
from tests.benchmarks.confounded_split import PARTLY, on_the_words
from tests.benchmarks.shared import bar, lines, vaers_case

TRAIN, VALID, LIMIT = 15_000, 1_500, 10.0
COPIES = 2  # the case has fewer texts: they are used twice, the second time with a little noise


def run(given: Namespace) -> dict:
    """Seconds of each fit and the gradient norm at its optimum."""
    case = vaers_case(given.work, bar)
    data = load_data(case)
    flags = on_the_words(index(case), PARTLY)
    directions = load_sae(case.sae_folder).W_dec[flags]
    texts = len(data.frame)
    z = pooled_codes(case, texts, flags) @ directions.double().numpy()
    z = torch.from_numpy(z).repeat(COPIES, 1)
    problem = _problem(data)
    steps: list[dict] = []
    plain = _timed(steps, "plain", lambda: (fit_plain(problem),))[0]
    _timed(steps, "hard constraint", lambda: (fit_hard(problem, directions, plain.ridge),))
    penalty = contribution_covariance(z[:TRAIN])
    path = _timed(
        steps, "25 strengths", lambda: soft_path(problem, penalty, STRENGTHS, plain.ridge)
    )
    start = time.perf_counter()
    path_points(path, problem.e_valid, problem.y_valid, z[TRAIN : TRAIN + VALID])
    steps.append({"fit": "their metrics", "seconds": round(time.perf_counter() - start, 2)})
    total = round(sum(step["seconds"] for step in steps), 2)
    return {"texts": TRAIN, "flags": len(flags), "fits": steps, "seconds": total, "limit": LIMIT}


def _problem(data) -> Problem:
    generator = torch.Generator().manual_seed(0)
    noise = 0.01 * torch.randn(data.unit.shape, generator=generator)
    e = torch.cat([data.unit, data.unit + noise])
    labels = list(data.frame.label) * COPIES
    valid = slice(TRAIN, TRAIN + VALID)
    return Problem.from_labels(e[:TRAIN], labels[:TRAIN], e[valid], labels[valid])


def _timed(steps: list[dict], name: str, fit: Callable[[], tuple]) -> tuple:
    start = time.perf_counter()
    models = fit()
    norm = max(model.gradient_norm for model in models)
    seconds = round(time.perf_counter() - start, 2)
    steps.append({"fit": name, "seconds": seconds, "gradient norm": f"{norm:.0e}"})
    return models


def table(result: dict) -> str:
    """One row a fit."""
    columns = {"fit": "fit", "seconds": "seconds", "gradient norm": "relative gradient norm"}
    shown = lines(result["fits"], columns)
    return f"{shown}\n{result['seconds']} s together; the limit is {result['limit']} s"
