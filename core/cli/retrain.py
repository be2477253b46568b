"""Fit the regularized model and compare it: `train` and `audit`."""

import argparse
import math
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from core.cli.alone import working
from core.cli.answer import Answer, one_line, table
from core.cli.parser import Commands

if TYPE_CHECKING:
    from pandas import DataFrame, Series

    from core.audit import Audit
    from core.case import Case

_METRICS = ["selection_rate", "tpr", "fpr", "accuracy"]
_MODELS = ["plain", "regularized", "change"]


def register(commands: Commands) -> None:
    """Add `train` and `audit`."""
    train = commands.add_on_case(
        "train",
        fit,
        help="fit the regularized model, which must not rely on the flagged features",
        example="selfreg train hiring --method soft --strength 3",
    )
    train.add_argument(
        "--method",
        choices=["hard", "soft", "paper"],
        default="hard",
        help="hard: no reliance on flagged features at all, and little on what their words leave "
        "on the words around; soft: less reliance the higher the strength; paper: as published "
        "(default: hard)",
    )
    train.add_argument(
        "--strength",
        metavar="X",
        type=_strength,
        help="how much a change costs when the flagged words are deleted (hard, soft), or weight "
        "on flagged directions (paper); with 0, hard is the constraint alone and soft the plain "
        "model (default: 1, 1 and 31)",
    )
    train.add_argument(
        "--swaps",
        action="store_true",
        help="pay for what changes when the words of the case's swap lists are exchanged (he for "
        "she: selfreg swaps); only flagged words without a partner are deleted; for hard and soft",
    )
    train.add_argument(
        "--by",
        metavar="NAME",
        default="selfreg",
        help="who trains; whoever does may not approve the model",
    )
    commands.add_on_case(
        "audit",
        audit,
        help="compare both models by group on the test texts, and try what flagged features can "
        "still change",
        example="selfreg audit hiring",
    )


def _strength(text: str) -> float:
    try:
        strength = float(text)
    except ValueError:
        strength = math.nan
    if not math.isfinite(strength) or strength < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of 0 or more")
    return strength


def fit(case: "Case", arguments: Namespace) -> Answer:
    """The regularized model, fitted and kept in the case."""
    from core import pipeline

    with working(case) as progress:
        summary = pipeline.train_case(
            case,
            method=arguments.method,
            strength=arguments.strength,
            swaps=arguments.swaps,
            progress=progress,
            by=arguments.by,
        )
    return Answer(
        {"case": case.folder, "train": summary},
        [str(summary), f"next: selfreg audit {case.folder}"],
    )


def audit(case: "Case", arguments: Namespace) -> Answer:
    """Outcomes by group of both models, and the gaps between groups."""
    from core import pipeline
    from core.audit import to_json
    from core.report.front import group_lines

    result = pipeline.audit_case(case)
    with working(case) as progress:
        evidence = pipeline.evidence_case(case, progress)
    verdicts = group_lines(pipeline.fairness_case(case))
    payload = to_json(result) | {"nonreliance": evidence["nonreliance"]["summary"]}
    lines = [*_audit_lines(result), "", *_verdict_lines(verdicts), *_evidence_lines(evidence)]
    return Answer(payload | {"verdicts": verdicts}, lines)


def _verdict_lines(verdicts: list[dict[str, Any]]) -> list[str]:
    """Outcomes and errors by group against the limits, the deciding figure of each column."""
    lines = []
    for line in verdicts:
        lines.append(f"{line['title'].lower()}: {line['state']}")
        lines += [
            one_line(f"  {part['about']}: {part['state']}. {part['text']}".strip())
            for part in line["parts"]
        ]
    return lines


def _audit_lines(result: "Audit") -> list[str]:
    groups = result.groups[["column", "group", "model", "n", *_METRICS]]
    reliance = ", ".join(f"{model} model {value:.3f}" for model, value in result.reliance.items())
    return [
        *table(groups.columns, groups.sort_values(["column", "group", "model"]).values.tolist()),
        "",
        "gaps between groups, with 95 % intervals; – where fewer than two groups are large enough",
        *table(["column", "metric", *_MODELS], _gap_rows(result.gaps)),
        "",
        f"reliance on flagged features: {reliance}",
        f"decisions that differ between the models: {result.changed:,}",
    ]


def _evidence_lines(evidence: dict[str, Any]) -> list[str]:
    """What flagged features can still change, what is still recoverable, what waits."""
    from core.report.tried import tried

    told = tried(evidence)
    certificate, leakage = told["nonreliance"], told["leakage"]
    return [
        f"use of flagged features: {certificate['summary']['state']}",
        *(certificate[name] for name in ("sentence", "exact_sentence", "deleted_sentence")),
        *leakage["sentences"],
        *(told["swaps"][name] for name in ("sentence", "gap_sentence")),
        f"unflagged features that may stand in for a group, undecided: {told['proxies']['open']:,}",
    ]


def _gap_rows(gaps: "DataFrame") -> list[list[str]]:
    """One row a column and metric, with the gaps of both models and their difference."""
    return [
        [*place, *(_gap(rows[rows["model"] == model].iloc[0]) for model in _MODELS)]
        for place, rows in gaps.groupby(["column", "metric"], sort=False)
    ]


def _gap(row: "Series") -> str:
    if math.isnan(row["gap"]):
        return "–"
    return f"{row['gap']:.3f} ({row['low']:.3f} to {row['high']:.3f})"
