"""What a worker process does: the three long steps, as `core.jobs` starts them."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.case import Case
from core.pipeline.deliver import audit_case
from core.pipeline.evidence import evidence_case
from core.pipeline.retrain import train_case
from core.pipeline.run import run_case
from core.progress import Progress


def run_job(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """`run_case`; arguments: case (a folder)."""
    return asdict(run_case(Case.open(Path(arguments["case"])), progress))


def train_job(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """`train_case`, then audit and evidence; arguments: case and those of `train_case`."""
    rest = {name: value for name, value in arguments.items() if name != "case"}
    case = Case.open(Path(arguments["case"]))
    summary = train_case(case, progress=progress, **rest)
    progress("Comparing the two models", 0, 1)
    audit_case(case)
    evidence_case(case, progress)
    return asdict(summary)


def tests_job(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The tests of the models that are not up to date; arguments: case (a folder)."""
    case = Case.open(Path(arguments["case"]))
    audit_case(case)
    return {"tests": sorted(evidence_case(case, progress))}
