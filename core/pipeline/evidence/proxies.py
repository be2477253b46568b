"""Unflagged features that tell a group and move the regularized decision, for people to decide."""

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from core.audit.proxies import proxies as ranked
from core.pipeline.decide import ledger
from core.pipeline.evidence.ground import Ground
from core.pipeline.evidence.parts import contributions, unflagged
from core.progress import Progress
from core.review.verdicts import verdicts

_DECIDED = {"keep": "kept", "unsure": "unsure", "flag": "flagged"}


def proxies(ground: Ground, progress: Progress) -> dict[str, Any]:
    """For each group column the features most worth a look; `open` counts those undecided.

    Keys: columns (column, found), open. One found has feature, name, value, auc, power,
    contribution, rank, rate, other_rate, status.
    """
    progress("Looking for proxies", 0, 1)
    features, codes = unflagged(ground)
    moves = contributions(ground.heads["regularized"], ground, features, codes)
    standing = verdicts(ledger(ground.case).events())
    columns = []
    for column in ground.case.settings.groups:
        groups, values = pd.factorize(ground.frame[column], sort=True)
        found = [
            asdict(proxy)
            | {
                "feature": features[proxy.feature],
                "name": str(ground.table.name.iloc[features[proxy.feature]]),
                "value": str(values[proxy.value]),
                "status": _status(standing, features[proxy.feature]),
            }
            for proxy in ranked(codes, np.asarray(groups), moves)
        ]
        columns.append({"column": column, "found": found})
    undecided = {p["feature"] for c in columns for p in c["found"] if p["status"] == "open"}
    return {"columns": columns, "open": len(undecided)}


def _status(standing: dict[int, Any], feature: int) -> str:
    return _DECIDED[standing[feature].verdict] if feature in standing else "open"
