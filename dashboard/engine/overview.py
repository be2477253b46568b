"""What a case holds, and how far it has come."""

from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from dashboard.engine.decisions import changed_since, history, retrain_for, verdicts
from dashboard.engine.features import features
from dashboard.engine.jobs import Job, job
from dashboard.engine.places import open_case, results_revision, revision
from dashboard.engine.queue import queue
from dashboard.engine.results import audit
from dashboard.engine.weighing import influence_after

_STEPS = ("embed", "sae", "features", "plain", "train", "audit")
_SPLITS = ("train", "valid", "test")
_LEANS = 0.05
"""The plain model leans on a feature that makes up this share of what moves its decision."""


@dataclass(frozen=True, eq=False)
class Facts:
    """What a case is about.

    Attributes:
        classes: one row a class: value, train, valid, test, all.
        by_group: for each group column one row a group: value (None: not given), all, and
            favourable, the share of its texts that carry the favourable label.
        notes: what was left out when the texts were read, and why.
    """

    name: str
    source: str
    text: str
    label: str
    groups: tuple[str, ...]
    labels: tuple[str, ...]
    favourable: str
    model: str
    unjudged: str
    texts: int
    classes: pd.DataFrame
    by_group: dict[str, pd.DataFrame]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Status:
    """How far a case has come.

    Attributes:
        done: names of the finished steps: embed, sae, features, plain, train, audit.
        live: features that were seen; never_seen: those that were not.
        asked: how many features the case asks people to look at; to_review: without a decision.
        leans_on: names of the features that the plain model leans on most, strongest first.
        leaning: how many features it leans on that strongly.
        since_training: features that were flagged, or no longer are, since the last training.
        reliance: of the "plain" and the "regularized" model on flagged features.
        signed_by: name under the newest signature; signed_on: its time.
        changed_since_signing: something was decided or trained after it.
    """

    done: frozenset[str]
    job: Job | None
    live: int = 0
    never_seen: int = 0
    asked: int = 0
    to_review: int = 0
    flagged: int = 0
    kept: int = 0
    unsure: int = 0
    leaning: int = 0
    leans_on: tuple[str, ...] = ()
    since_training: int = 0
    reliance: dict[str, float] | None = None
    signed_by: str = ""
    signed_on: str = ""
    changed_since_signing: bool = False

    @property
    def ready(self) -> bool:
        """True when features can be looked at."""
        return {"features", "plain"} <= self.done

    @property
    def compared(self) -> bool:
        """True when both models have been compared."""
        return {"train", "audit"} <= self.done


def facts(case: str) -> Facts:
    """What the case is about: settings and counts. Never change its tables."""
    return _facts(case, results_revision(case))


@st.cache_resource(max_entries=20, show_spinner=False)
def _facts(case: str, revision: str) -> Facts:
    opened = open_case(case)
    said, frame = opened.settings, opened.labels()
    classes = pd.crosstab(frame["label"], frame["split"]).reindex(columns=_SPLITS, fill_value=0)
    classes = classes.assign(all=classes.sum(axis=1)).rename_axis("value").reset_index()
    good = frame["label"] == said.favourable
    return Facts(
        name=opened.name,
        source=said.source,
        text=said.text,
        label=said.label,
        groups=said.groups,
        labels=tuple(sorted(set(frame["label"]))),
        favourable=said.favourable,
        model=said.model,
        unjudged=said.unjudged,
        texts=len(frame),
        classes=classes,
        by_group={column: _group_table(frame[column], good) for column in said.groups},
        notes=opened.notes,
    )


def _group_table(values: pd.Series, good: pd.Series) -> pd.DataFrame:
    grouped = good.groupby(values, dropna=False)
    table = pd.DataFrame({"all": grouped.size(), "favourable": grouped.mean()})
    table = table.rename_axis("value").reset_index()
    return table.sort_values("all", ascending=False, kind="stable")


def status(case: str) -> Status:
    """How far the case has come."""
    found = _status(case, revision(case), len(influence_after(case)))
    return replace(found, job=job(case))


@st.cache_resource(max_entries=20, show_spinner=False)
def _status(case: str, revision: str, known: int) -> Status:
    """All but the job, which has files of its own."""
    opened = open_case(case)
    done = frozenset(step for step in _STEPS if opened.key(step) is not None)
    begun = Status(done, None)
    if not begun.ready:
        return begun
    table, standing, compared = features(case), verdicts(case), audit(case)
    kinds = [verdict.verdict for verdict in standing.values()]
    waiting, everything = queue(case, "To review"), queue(case, "All")
    leaning = table[table["influence"] >= _LEANS].sort_values("influence", ascending=False)
    by, on, changed = _signature(case)
    return Status(
        done,
        None,
        live=int((table["status"] == "live").sum()),
        never_seen=int((table["status"] == "never seen").sum()),
        asked=int(everything["asked"].sum()),
        to_review=len(waiting),
        flagged=kinds.count("flag"),
        kept=kinds.count("keep"),
        unsure=kinds.count("unsure"),
        leaning=len(leaning),
        leans_on=tuple(leaning["name"].head(3)),
        since_training=retrain_for(case),
        reliance=None if compared is None else dict(compared.reliance),
        signed_by=by,
        signed_on=on,
        changed_since_signing=changed,
    )


_VOIDING = {
    "policy.set",
    "model.trained",
    "approval.refused",
    "key.retired",
    "certificate.revoked",
}
"""Events after which no earlier signature holds."""


def _signature(case: str) -> tuple[str, str, bool]:
    events = history(case)
    places = [i for i, event in enumerate(events) if event.event == "signed"]
    if not places:
        return "", "", False
    last, after = events[places[-1]], {event.event for event in events[places[-1] + 1 :]}
    changed = bool(after & _VOIDING) or changed_since(case, "signed") > 0
    return last.by, last.ts, changed
