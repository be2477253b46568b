"""What people decided, how far they agree, and what nobody judged, as the report tells it."""

import json
from dataclasses import asdict
from typing import Any

import numpy as np

from core.audit.missed import recall
from core.case import Case
from core.durable import canonical_json, sha256_bytes, write_json
from core.pipeline.data import Data, load_data, pooled_codes
from core.pipeline.decide import ledger
from core.pipeline.look import index
from core.pipeline.stored import salt_of
from core.report import ReviewFacts
from core.report.stored import row_id
from core.report.unseen import unseen
from core.review.drawn import looked
from core.review.event import Event
from core.review.opinions import differences, kappa, pairs, suggested
from core.review.shown import Shown, shown
from core.review.verdicts import verdicts


def review_facts(case: Case) -> ReviewFacts:
    """Counts of decisions, of second opinions and of agreement with the software."""
    events = ledger(case).events()
    standing = verdicts(events)
    told, seconds = [v.verdict for v in standing.values()], pairs(events)
    asked, agreed = suggested(events)
    return ReviewFacts(
        unjudged_rule=case.settings.unjudged,
        flagged=told.count("flag"),
        kept=told.count("keep"),
        unsure=told.count("unsure"),
        unjudged=len(unjudged(case)),
        unjudged_reliance=_kept_reliance(case),
        second_opinions=len(seconds),
        second_agreed=sum(first == second for first, second in seconds),
        kappa=kappa(seconds),
        differences=len(differences(events)),
        suggested=asked,
        suggested_agreed=agreed,
        unseen=_unseen(case, shown(events)),
        drawn=_drawn(case, events),
    )


def _drawn(case: Case, events: tuple[Event, ...]) -> dict[str, Any]:
    """How many unflagged features a second person looked at, and what that says of the others."""
    table = index(case).features
    told = looked(table.feature[table.status == "live"].tolist(), events)
    found = recall(**told._asdict())
    return told._asdict() | {"recall": None if found is None else asdict(found)}


def _unseen(case: Case, told: Shown) -> dict[str, Any]:
    """Whether a test text was shown to who flagged, by names that tell nothing without the salt."""
    frame, salt = case.texts().frame, salt_of(case)
    test = frame.id[frame.split == "test"]
    names, test_names = ([row_id(salt, str(text)) for text in ids] for ids in (told.texts, test))
    return unseen(told, names, test_names)


def _kept_reliance(case: Case) -> float | None:
    """The regularized model's, kept until model or decisions change: it reads every code."""
    path = case.work_folder / "unjudged.json"
    key = sha256_bytes(canonical_json([case.key("train"), case.key("features"), unjudged(case)]))
    if path.is_file():
        kept = json.loads(path.read_text("utf-8"))
        if kept["key"] == key:
            return kept["reliance"]
    found = unjudged_reliance(case, "regularized")
    write_json(path, {"key": key, "reliance": found})
    return found


def unjudged(case: Case) -> list[int]:
    """Live features without a decision."""
    table = index(case).features
    live = table.feature[table.status == "live"]
    return [int(f) for f in live[~live.isin(list(verdicts(ledger(case).events())))]]


def unjudged_reliance(case: Case, kind: str, data: Data | None = None) -> float | None:
    """Reliance of the "plain" or "regularized" model on features nobody judged, all together.

    On the test texts; None where there is no such model or no test text.
    """
    if case.key("train" if kind == "regularized" else "plain") is None:
        return None
    from core.classify.classifier import load_classifier
    from core.classify.penalties import contributions, reliance
    from core.sae.saelens import load_sae

    features, data = unjudged(case), data or load_data(case)
    test = data.rows("test")
    if not features or not len(test):
        return 0.0 if len(test) else None
    codes = pooled_codes(case, len(data.unit), features)[test]
    z = contributions(codes, load_sae(case.sae_folder).W_dec[features])
    found = reliance(load_classifier(case.classifier_path(kind)), z, data.unit[test])
    return found if np.isfinite(found) else None
