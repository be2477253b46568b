"""A report, a history and a list with personal data hidden in what people typed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.masking import mask
from core.review.event import Event

if TYPE_CHECKING:
    from core.report.inputs import ReportInputs

NOTE = (
    "Names, e-mail addresses, phone and account numbers in what people typed are hidden in this "
    "copy, as far as their shape tells. What is signed, and what the bundle holds, is the "
    "report with nothing hidden."
)


def hide_in_report(inputs: "ReportInputs") -> "ReportInputs":
    """What the report is made from, with personal data hidden in every reason, and a note of it."""
    signoff = inputs.signoff
    return replace(
        inputs,
        flagged=hide_reasons(inputs.flagged),
        signoff=replace(
            signoff,
            dispositions=hide_reasons(signoff.dispositions),
            withdrawn=hide_reasons(signoff.withdrawn),
        ),
        policies=tuple(_version(each) for each in inputs.policies),
        about=tuple(_answers(each) for each in inputs.about),
        policy=mask(inputs.policy),
        decisions=tuple({**row, "reason": mask(row["reason"])} for row in inputs.decisions),
        not_tested=(*inputs.not_tested, NOTE),
    )


def hide_reasons(said: Iterable[Any]) -> tuple[Any, ...]:
    """Flags, decisions or events with personal data hidden in their reasons."""
    return tuple(replace(each, reason=mask(each.reason)) for each in said)


def hide_events(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events with personal data hidden in reasons and conditions, without envelopes that hold both.

    Their hashes are still those of what was typed, so such a copy is to be read, not checked.
    """
    return tuple(replace(each, subject=_hidden(each.subject)) for each in hide_reasons(events))


def _hidden(subject: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in subject.items() if name != "envelope"}
    return kept | {name: [*map(mask, kept[name])] for name in ("conditions",) if name in kept}


def hide_in_list(exported: Mapping[str, Any]) -> dict[str, Any]:
    """An exported list with personal data hidden in its note, its text and the reasons."""
    features = [each | {"reason": mask(each["reason"])} for each in exported["features"]]
    typed = {name: mask(exported[name]) for name in ("note", "text")}
    return {**exported, **typed, "features": features}


def reasons_of(events: Iterable[Event]) -> list[str]:
    """Everything people gave as a reason or as a condition."""
    said = [[event.reason, *event.subject.get("conditions", ())] for event in events]
    return [text for each in said for text in each if text]


def _answers(version: Mapping[str, Any]) -> dict[str, Any]:
    """A version of what people said of the case, with personal data in its answers hidden."""
    told = {
        name: {key: mask(said) for key, said in given.items()}
        if isinstance(given, Mapping)
        else mask(given)
        for name, given in version["about"].items()
    }
    return {**version, "about": told}


def _version(version: Mapping[str, Any]) -> dict[str, Any]:
    policy = version["policy"]
    return {**version, "policy": {**policy, "why": mask(policy["why"])}}
