"""The report as one JSON object; the page and the model card only lay it out."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from core.audit.policy import RULES, policy_from
from core.report import outcomes
from core.report.answers import about_part, scope_of, wordings_of
from core.report.changed import changed
from core.report.crosswalk import crosswalk
from core.report.decisions import log
from core.report.flagged import coverage, drawn_sentence, groups_of
from core.report.front import front
from core.report.inputs import FlaggedFeature, ReportInputs
from core.report.judged import limits_line, rule_rows
from core.report.limits import not_tested
from core.report.manifest import manifest
from core.report.numbers import count, day, listed, number, quoted
from core.report.risk import risk
from core.report.signoff import signoff
from core.report.tried import tried
from core.report.words import (
    EXCHANGED,
    INTENDED,
    METHODS,
    NO_POLICY,
    NO_THRESHOLD,
    THRESHOLD_HOW,
    THRESHOLD_VALID,
    UNJUDGED,
    definitions,
)
from core.signing.forms import canonical

SCHEMA = "selfreg-report/5"

_LABELS_NAMED = 8


def build_report(inputs: ReportInputs) -> dict[str, Any]:
    """The content of report.json: equal inputs give equal reports, and no text is quoted.

    All of it is JSON's own types in sorted order, so what is read back from the file is equal and
    is laid out to the same bytes.
    """
    return json.loads(canonical(_content(inputs)))


def _content(inputs: ReportInputs) -> dict[str, Any]:
    audit = dict(inputs.audit)
    content = {
        "schema": SCHEMA,
        "case": _case(inputs),
        "status": _status(inputs),
        "key_figures": outcomes.key_figures(audit),
        "findings": _findings(inputs),
        "policy": _policy(inputs),
        "fairness": inputs.fairness,
        "slices": inputs.slices,
        "data": asdict(inputs.data),
        "embedding": dict(inputs.embedding),
        "review": _review(inputs),
        "flagged": [_flagged(feature, inputs.data.counts["all"]) for feature in inputs.flagged],
        "sae": asdict(inputs.sae),
        "model": _model(inputs),
        "audit": audit,
        "panels": outcomes.panels(audit),
        "changed": changed(inputs.changed, audit),
        **tried(json.loads(canonical(dict(inputs.evidence))), wordings_of(inputs.about)),
        "axis": [0, 0.25, 0.5, 0.75, 1],
        "not_tested": not_tested(inputs),
        "signoff": signoff(inputs.signoff),
        "decisions": log(inputs.decisions),
        "ledger": asdict(inputs.ledger),
        "classifier": {
            "classifier.safetensors": inputs.model.tensors_sha256,
            "classifier.json": inputs.model.facts_sha256,
        },
        "definitions": definitions(inputs.favourable),
        "versions": dict(sorted(inputs.versions.items())),
    }
    policies = [version["policy"] for version in inputs.policies]
    scope = scope_of(inputs.data.groups, content["policy"]["limits"], policies)
    content |= {"about": about_part(inputs.about, scope)}
    content |= {"flag_coverage": coverage(content)}
    content |= {"front": front(content)}
    content |= {"risk": risk(content)}
    content |= {"crosswalk": crosswalk(content | {"manifest": True})}
    return content | {"manifest": manifest(content, inputs.environment, inputs.revision)}


def _policy(inputs: ReportInputs) -> dict[str, Any]:
    """What was written down, and the limits with every version of them."""
    versions = [version | {"on": day(version["ts"])} for version in inputs.policies]
    limits = {name: rule.default for name, rule in RULES.items()}
    if versions:
        limits = policy_from(versions[-1]["policy"]).judged_limits()
    policy = {
        "text": inputs.policy,
        "note": "" if inputs.policy else NO_POLICY,
        "versions": versions,
        "limits": limits,
    }
    return policy | {"line": limits_line(policy), "rules": rule_rows(policy["limits"])}


def _case(inputs: ReportInputs) -> dict[str, Any]:
    return {
        "id": inputs.case_id,
        "name": inputs.name,
        "favourable": inputs.favourable,
        "favourable_how": inputs.favourable_how,
        "seed": inputs.seed,
        "decides": (
            f"From the column {quoted(inputs.data.text)}, the model decides "
            f"{quoted(inputs.data.label)}: {_labels(inputs.data.labels)}. The "
            f"favourable decision is {quoted(inputs.favourable)}."
        ),
        "scope": INTENDED,
    }


def _labels(labels: Sequence[str]) -> str:
    shown = [quoted(label) for label in labels[:_LABELS_NAMED]]
    rest = len(labels) - len(shown)
    return listed([*shown, f"{rest:,} more"] if rest else shown)


def _status(inputs: ReportInputs) -> str:
    """Where the case stands, in one sentence: what the models rely on."""
    reliance, flagged = inputs.audit["reliance"], count(len(inputs.flagged), "flagged feature")
    if "plain" in reliance and "regularized" in reliance:
        plain, regularized = (number(reliance[model]) for model in ("plain", "regularized"))
        told = f"{plain} in the plain model and {regularized} in the regularized model"
        if plain == regularized:
            told = f"{plain} in both models"
        return f"On the test texts, reliance on the {flagged} is {told}."
    return f"Reliance on the {flagged} was not measured."


def _findings(inputs: ReportInputs) -> list[dict[str, str]]:
    reliance = inputs.audit["reliance"]
    return [
        {
            "title": "Use of flagged features.",
            "text": (
                f"Reliance {number(reliance.get('plain'))} → "
                f"{number(reliance.get('regularized'))} over "
                f"{count(inputs.audit['overall'][0]['n'], 'test text')}. "
                f"{count(len(inputs.flagged), 'flagged feature')} together span "
                f"{inputs.model.rank:,} of the embedding's {inputs.model.dimensions:,} dimensions."
            ),
        },
        *outcomes.outcome_sentences(inputs.audit),
        {"title": "Cost.", "text": outcomes.cost_sentence(inputs.audit)},
    ]


def _review(inputs: ReportInputs) -> dict[str, Any]:
    review = asdict(inputs.review)
    judged = inputs.review.flagged + inputs.review.kept + inputs.review.unsure
    return review | {
        "judged": judged,
        "rule": UNJUDGED[inputs.review.unjudged_rule],
        "sentence": (
            f"People judged {count(judged, 'feature')}: {inputs.review.flagged:,} flagged, "
            f"{inputs.review.kept:,} kept, {inputs.review.unsure:,} put aside as unsure. "
            f"{count(inputs.review.unjudged, 'feature')} that fire "
            f"{'has' if inputs.review.unjudged == 1 else 'have'} no decision."
            f"{_carried(inputs)} {_agreement(inputs)}"
        ),
        "agreement": _agreement(inputs),
        "drawn_sentence": drawn_sentence(inputs.review.drawn),
    }


def _carried(inputs: ReportInputs) -> str:
    """How much of the decision unjudged features carry."""
    share = inputs.review.unjudged_reliance
    if share is None:
        return " How much of the decision they carry was not measured."
    return f" The regularized model's reliance on all of them together is {number(share)}."


def _agreement(inputs: ReportInputs) -> str:
    """How far a second person, and the software, agree with the decisions."""
    review = inputs.review
    told = ["Nobody gave a second opinion."]
    if review.second_opinions:
        beyond = "" if review.kappa is None else f" (Cohen's kappa {number(review.kappa)})"
        told = [
            f"Of {count(review.second_opinions, 'second opinion')}, given without seeing the "
            f"decision, {review.second_agreed:,} agree{beyond}; "
            f"{count(review.differences, 'difference')} not settled."
        ]
    if review.suggested:
        told.append(
            f" {review.suggested_agreed:,} of {count(review.suggested, 'decision')} made before "
            "seeing what the software would choose agree with it."
        )
    return "".join(told)


def _flagged(feature: FlaggedFeature, texts: int) -> dict[str, Any]:
    """One flagged feature, with its share of all texts and how it differs between groups."""
    told = asdict(feature)
    share = None if feature.texts is None or not texts else feature.texts / texts
    return told | {"share": share, "groups": groups_of(told["fires"])}


def _model(inputs: ReportInputs) -> dict[str, Any]:
    model = asdict(inputs.model)
    for name in ("tensors_sha256", "facts_sha256"):
        del model[name]
    decided = NO_THRESHOLD
    if inputs.model.threshold is not None:
        decided = THRESHOLD_VALID if inputs.model.method == "paper" else THRESHOLD_HOW
    return model | {
        "method_words": METHODS[inputs.model.method] + (EXCHANGED if inputs.model.swaps else ""),
        "threshold_words": _threshold(inputs, inputs.model.threshold),
        "plain_threshold_words": _threshold(inputs, inputs.model.plain_threshold),
        "threshold_how": decided,
    }


def _threshold(inputs: ReportInputs, threshold: float | None) -> str:
    """From which probability of it on the favourable label is decided."""
    if threshold is None:
        return ""
    if inputs.data.labels[-1] == inputs.favourable:
        return f"{quoted(inputs.favourable)} from a probability of {number(threshold, 3)} on."
    return f"{quoted(inputs.favourable)} above a probability of {number(1 - threshold, 3)}."
