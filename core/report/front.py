"""Page one, for the person who signs: five lines, each with its state, limit, numbers and range.

A line is made from one part of the report: nonreliance, fairness (outcomes and errors), leakage,
and audit (cost). Where a part is missing, its line says that it was not measured.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from core.audit.headline import ERRORS, GUESSED_GROUP, OUTCOMES, held_back
from core.audit.policy import GUESSED
from core.audit.verdict import UNMEASURED, Limit, state_of, worst
from core.report import outcomes
from core.report.judged import REASONS, line_of, named, sentence
from core.report.numbers import count, listed, moved, number, percent, points, quoted

Report = Mapping[str, Any]
Line = dict[str, Any]

TITLES = {
    "nonreliance": "Use of flagged features",
    "outcomes": "Outcomes by group",
    "errors": "Errors by group",
    "recoverable": "Still recoverable",
    "cost": "Cost",
}
"""Name of each line -> its title, in the order of page one."""

_UNTRIED = "The flagged features were not switched off or turned up to see what decisions do."
_UNPROBED = "Nobody tried to tell the groups from what the model holds."
_NO_GROUPS = "The data names no group column, so nothing was compared by group."


def front(report: Report) -> list[Line]:
    """The five lines: name, title, state, and sentences that begin with what they are about."""
    made = {
        "nonreliance": _nonreliance(report),
        "outcomes": _by_group(report.get("fairness"), OUTCOMES),
        "errors": _by_group(report.get("fairness"), ERRORS),
        "recoverable": _recoverable(report),
        "cost": _cost(report),
    }
    return _lines(made)


def group_lines(fairness: Mapping[str, Any]) -> list[Line]:
    """The lines on outcomes and errors alone, from the figures by group."""
    rules = {"outcomes": OUTCOMES, "errors": ERRORS}
    return _lines({name: _by_group(fairness, own) for name, own in rules.items()})


def _lines(made: Mapping[str, tuple[str, list[dict[str, str]]]]) -> list[Line]:
    return [
        {"line": name, "title": TITLES[name], "state": state, "parts": parts}
        for name, (state, parts) in made.items()
    ]


def _part(about: str, state: str, text: str) -> dict[str, str]:
    return {"about": about, "state": state, "text": text}


def _limit(report: Report, name: str) -> float | None:
    return report["policy"]["limits"].get(name)


def _nonreliance(report: Report) -> tuple[str, list[dict[str, str]]]:
    found = (report.get("nonreliance") or {}).get("summary")
    if not found:
        return UNMEASURED, [_part("", UNMEASURED, _UNTRIED)]
    told = (
        f"In {count(found['n'], 'test text')}, switching off or turning up each of "
        f"{_tried(found['features'], len(report['flagged']))}, alone and together, changed "
        f"{_flips(found)} and {moved(found['max_dp'], 3)}. "
        f"The limit is {percent(found['limit']['flips'])} of the decisions and "
        f"{number(found['limit']['max_dp'])} of a probability."
    )
    if found.get("plain"):
        told += f" In the plain model, the same changed {_flips(found['plain'])}."
    return found["state"], [_part("", found["state"], told)]


def _tried(features: int, flagged: int) -> str:
    """The features that were tried, and that some were not."""
    if features < flagged:
        return f"{features:,} of the {count(flagged, 'flagged feature')}"
    return f"the {count(features, 'flagged feature')}"


def _flips(found: Mapping[str, Any]) -> str:
    upper = percent(found["upper"], 2)
    return f"{count(found['flips'], 'decision')} (at most {upper} with 95 % confidence)"


def _by_group(
    fairness: Mapping[str, Any] | None, rules: Sequence[str]
) -> tuple[str, list[dict[str, str]]]:
    """A part for each column, and one for the worst of all pairs of columns."""
    if not fairness or not fairness["attributes"]:
        return UNMEASURED, [_part("", UNMEASURED, _NO_GROUPS)]
    parts = [_attribute(attribute, rules) for attribute in fairness["attributes"]]
    crossed = [len(each["columns"]) > 1 for each in fairness["attributes"]]
    pairs = [part for part, cross in zip(parts, crossed, strict=True) if cross]
    shown = [part for part, cross in zip(parts, crossed, strict=True) if not cross]
    if pairs:
        own = worst(part["state"] for part in pairs)
        first = next(part for part in pairs if part["state"] == own)
        of = f", the worst of {count(len(pairs), 'pair')} of columns" if len(pairs) > 1 else ""
        shown.append(first | {"about": f"{first['about']}{of}"})
    return worst(part["state"] for part in parts), shown


def _attribute(attribute: Mapping[str, Any], rules: Sequence[str]) -> dict[str, str]:
    """The figure of an attribute that decides its state."""
    lines = [line_of(attribute, rule) for rule in rules]
    own = worst(line["state"] for line in lines)
    told = sentence(attribute, next(line for line in lines if line["state"] == own))
    classes = attribute["models"]["regularized"]["classes"]
    if classes and rules is OUTCOMES:  # with more than two labels the worst class counts too
        wide = worst(row["state"] for row in classes["classes"])
        named_ = [quoted(row["class"]) for row in classes["classes"] if row["state"] == wide]
        told += f" Each class against all others: {wide} for {listed(named_)}."
        own = worst([own, wide])
    return _part(f"By {named(attribute)}", own, told)


def guessed(attribute: Mapping[str, Any]) -> bool:
    """Whether a group was inferred, so that no figure about it can be within a limit."""
    return any(how in GUESSED for how in attribute["obtained"])


def _recoverable(report: Report) -> tuple[str, list[dict[str, str]]]:
    rows = (report.get("leakage") or {}).get("summary") or []
    attributes = (report.get("fairness") or {"attributes": []})["attributes"]
    unsure = {each["name"] for each in attributes if guessed(each)}
    parts = [
        _probed(row, _limit(report, "score_auc"), sure=row["column"] not in unsure) for row in rows
    ]
    if not parts:
        return UNMEASURED, [_part("", UNMEASURED, _UNPROBED)]
    return worst(part["state"] for part in parts), parts


def _probed(row: Mapping[str, Any], limit: float | None, *, sure: bool) -> dict[str, str]:
    column, inside, score = named(row["column"]), row["representation"], row["score"]
    about = f"By {column}"
    if inside is None or score is None:
        return _part(about, UNMEASURED, "Too few texts of each group to try.")
    told = (
        f"A test model that tries to tell {column} reaches AUC {_area(inside)} from the model's "
        f"internal numbers and {_area(score)} from its score"
    )
    if row.get("score_plain"):
        told += f"; from the plain model's score it was {_area(row['score_plain'])}"
    told += f". Chance is {number(0.5)}."
    told += "" if limit is None else f" The limit for the score is {number(limit)}."
    state = state_of(score["low"], score["high"], Limit(limit))
    if state != (held := held_back(state, [] if sure else [GUESSED_GROUP])):
        told += f" {REASONS[GUESSED_GROUP]}"
    return _part(about, held, told)


def _area(found: Mapping[str, Any]) -> str:
    return f"{number(found['auc'])} ({number(found['low'])} to {number(found['high'])})"


def _cost(report: Report) -> tuple[str, list[dict[str, str]]]:
    rows = {row["model"]: row for row in report["audit"]["overall"]}
    change, limit = rows["change"], _limit(report, "accuracy_loss")
    state = state_of(-change["accuracy_high"], -change["accuracy_low"], Limit(limit))
    told = outcomes.cost_sentence(report["audit"])
    if limit is not None:
        told += f" The limit is a loss of {points(limit)} of accuracy."
    return state, [_part("", state, told)]
