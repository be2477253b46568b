"""Unflagged features that tell a group and move the regularized decision, for people to decide."""

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from core.audit.proxies import proxies as ranked
from core.case import Case
from core.pipeline.decide import ledger
from core.pipeline.evidence.ground import Ground
from core.pipeline.evidence.parts import contributions, unflagged
from core.progress import Progress
from core.review.verdicts import verdicts

_DECIDED = {"keep": "kept", "unsure": "unsure", "flag": "flagged"}


def proxies(ground: Ground, progress: Progress) -> dict[str, Any]:
    """For each group column the features most worth a look.

    Keys: columns (column, found). One found has feature, name, value, auc, power, contribution,
    rank, rate, other_rate; `decided` adds status to each, and open, which counts those undecided.
    """
    progress("Looking for proxies", 0, 1)
    features, codes = unflagged(ground)
    moves = contributions(ground.heads["regularized"], ground, features, codes)
    columns = []
    for column in ground.case.settings.groups:
        groups, values = pd.factorize(ground.frame[column], sort=True)
        found = [
            asdict(proxy)
            | {
                "feature": features[proxy.feature],
                "name": str(ground.table.name.iloc[features[proxy.feature]]),
                "value": str(values[proxy.value]),
            }
            for proxy in ranked(codes, np.asarray(groups), moves)
        ]
        columns.append({"column": column, "found": found})
    return {"columns": columns}


def decided(found: dict[str, Any], case: Case) -> dict[str, Any]:
    """The same with what people have decided about each of them by now."""
    standing = {f: _DECIDED[v.verdict] for f, v in verdicts(ledger(case).events()).items()}
    columns = [
        each
        | {"found": [p | {"status": standing.get(p["feature"], "open")} for p in each["found"]]}
        for each in found["columns"]
    ]
    undecided = {p["feature"] for c in columns for p in c["found"] if p["status"] == "open"}
    return found | {"columns": columns, "open": len(undecided)}
