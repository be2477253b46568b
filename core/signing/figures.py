"""The figures of page one, counted again from the decisions, and the states that follow from them.

One of the files that verify.py of a bundle is put together from: only Python's own library. Bounds
take statistics and draws: `selfreg verify --depth 2` works those out again as well.
"""

import csv
import io
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from core.signing.forms import COUNTED, FAILED, PASSED, PUBLIC, REPORT, Finding, sha256

Figure = tuple[str, float, float]  # of what, as counted here, as the report says it
Rows = Sequence[Mapping[str, str]]

MODELS = ("plain", "regularized")
RATES = {  # of the favourable decision: hits, and what they are a share of
    "selection_rate": ("selected", "texts"),
    "tpr": ("selected, label favourable", "label favourable"),
    "fpr": ("selected, label not favourable", "label not favourable"),
    "ppv": ("selected, label favourable", "selected"),
    "accuracy": ("right", "texts"),
}
WITHIN, OVER, UNSURE = "within the limit", "over the limit", "not enough evidence"
UNLIMITED, UNMEASURED = "no limit set", "not measured"
WORST_LAST = (UNMEASURED, UNLIMITED, WITHIN, UNSURE, OVER)
LINES = {
    "outcomes": ("impact_ratio", "selection_gap"),
    "errors": ("tpr_gap", "fpr_gap", "ppv_gap", "accuracy_gap"),
}


def figures(parts: Mapping[str, bytes]) -> Iterator[Finding]:
    """Counts, rates and flips against the decisions; states against bounds and limits."""
    if COUNTED not in parts:
        return  # a bundle of an earlier kind
    report = json.loads(parts[REPORT])
    rows = list(csv.DictReader(io.StringIO(parts[COUNTED].decode(), newline="")))
    seen = [*_overall(report, rows), *_by_group(report.get("fairness"), rows)]
    wrong = [
        f"{what} is {told:.9g}, and {found:.9g} counted in {COUNTED}"
        for what, found, told in seen
        if not math.isclose(found, told, rel_tol=1e-9, abs_tol=1e-9)
    ]
    yield _finding("figures", wrong, f"{len(seen):,} counts, rates and gaps follow from {COUNTED}")
    yield _finding("states", _states(report), "its states follow from the bounds and the limits")
    if PUBLIC in parts:
        yield _public(report, json.loads(parts[PUBLIC]), sha256(parts[REPORT]))


def _finding(name: str, wrong: Iterable[str], says: str) -> Finding:
    first = next(iter(wrong), "")
    return Finding(name, FAILED if first else PASSED, f"{REPORT}: {first or says}")


def _public(report: Mapping[str, Any], public: Mapping[str, Any], digest: str) -> Finding:
    """The copy for everybody is of this report, and says the same states."""
    told = [{name: line[name] for name in ("line", "title", "state")} for line in report["front"]]
    same = (public["report_sha256"], public["lines"]) == (digest, told)
    says = f"{PUBLIC} {'is' if same else 'is not'} a copy of this {REPORT}"
    return Finding("public copy", PASSED if same else FAILED, says)


def _tally(rows: Rows, favourable: Sequence[str], model: str) -> Counter[str]:
    told = Counter({"texts": len(rows)})
    for row in rows:
        selected, positive = row[model] in favourable, row["label"] in favourable
        label = "label favourable" if positive else "label not favourable"
        told.update({label: 1, "selected": selected, f"selected, {label}": selected})
        told["right"] += row[model] == row["label"]
    return told


def _overall(report: Mapping[str, Any], rows: Rows) -> Iterator[Figure]:
    """Accuracy of both models, and the decisions that changed."""
    for each in report["audit"]["overall"]:
        if (model := each["model"]) in MODELS:
            right = _tally(rows, (), model)["right"]
            yield f"accuracy of the {model} model", right / len(rows), each["accuracy"]
            yield f"right decisions of the {model} model", right, each["correct"]
    flips = sum(row["plain"] != row["regularized"] for row in rows)
    yield "number of changed decisions", flips, report["audit"]["changed"]


def _by_group(fairness: Mapping[str, Any] | None, rows: Rows) -> Iterator[Figure]:
    """Every count and rate by group, and the gap or ratio of those that were compared."""
    if not fairness:
        return
    favourable, moved = fairness["favourable"], Counter[str]()
    for row in rows:
        before, after = (row[model] in favourable for model in MODELS)
        moved.update({"to_favourable": after > before, "from_favourable": before > after})
    for name in ("to_favourable", "from_favourable"):
        yield f"changed {name.replace('_', ' ')}", moved[name], fairness["changed"][name]
    for attribute in fairness["attributes"]:
        groups: dict[str, list[Mapping[str, str]]] = {}
        for row in rows:
            values = [row[f"group:{column}"] for column in attribute["columns"]]
            groups.setdefault(" · ".join(values) if all(values) else "(not given)", []).append(row)
        for model in MODELS:
            counted = {name: _tally(own, favourable, model) for name, own in groups.items()}
            yield from _rates(attribute, model, counted)


def _rates(
    attribute: Mapping[str, Any], model: str, counted: Mapping[str, Counter[str]]
) -> Iterator[Figure]:
    about = f"by {attribute['name']}, {model} model"
    told = {row["group"]: row["measures"] for row in attribute["models"][model]["rates"]}
    yield f"number of groups {about}", len(counted), len(told)
    for group, measures in told.items():
        for measure, (hits, of) in RATES.items():
            found, said = counted.get(group, Counter()), measures[measure]
            what = f"of {group} {about}"
            yield f"{hits} {what}", found[hits], said["hits"]
            yield f"{of} {what}", found[of], said["of"]
            if found[of]:
                yield f"{measure} {what}", found[hits] / found[of], said["rate"]
    for line in attribute["headlines"]:
        if line["model"] == model and line["value"] is not None:
            hits, of = RATES[line["measure"]]
            rates = [counted[group][hits] / counted[group][of] for group in line["judged"]]
            low, high = min(rates), max(rates)
            found_gap = low / high if line["floor"] else high - low
            yield f"{line['rule']} {about}", found_gap, line["value"]


def _states(report: Mapping[str, Any]) -> Iterator[str]:
    """What says another state than its bounds and its limit give, page one's lines last."""
    limits = report["policy"]["limits"]
    attributes = (report.get("fairness") or {"attributes": []})["attributes"]
    for attribute in attributes:
        for line in attribute["headlines"]:
            what = f"{line['rule']} by {attribute['name']}, {line['model']} model"
            if line["limit"] != limits.get(line["rule"]):
                yield f"{what}: is held against another limit than the policy's"
            if line["state"] != (state := _judged(line)):
                yield f"{what} says {line['state']!r}, its bounds give {state!r}"
    told = {line["line"]: line["state"] for line in report["front"]}
    for name, state in _page_one(report, attributes, limits).items():
        if told[name] != state:
            yield f"page one says {told[name]!r} of {name}, its figures give {state!r}"


def _judged(line: Mapping[str, Any]) -> str:
    reasons = {*line["reasons"]}
    if reasons & {"few groups", "nobody selected"}:
        return UNLIMITED if line["limit"] is None else UNSURE
    state = _state(line["low"], line["high"], line["limit"], floor=line["floor"])
    doubted = state == WITHIN and reasons & {"many unknown", "guessed group"}
    return UNSURE if doubted or "one person" in reasons else state


def _state(low: float | None, high: float | None, limit: float | None, floor: bool = False) -> str:
    """Within or over the limit with the whole interval, and otherwise not enough evidence."""
    if limit is None:
        return UNLIMITED
    if low is None or high is None:
        return UNSURE
    if floor:
        return WITHIN if low >= limit else OVER if high < limit else UNSURE
    return WITHIN if high <= limit else OVER if low > limit else UNSURE


def _page_one(
    report: Mapping[str, Any],
    attributes: Sequence[Mapping[str, Any]],
    limits: Mapping[str, float | None],
) -> dict[str, str]:
    """State of each line but the first, which takes the model itself."""
    found: dict[str, list[str]] = {name: [] for name in LINES}
    for attribute in attributes:
        for name, rules in LINES.items():
            own = [x for x in attribute["headlines"] if x["model"] == MODELS[1]]
            found[name] += [x["state"] for x in own if x["rule"] in rules]
        classes = attribute["models"][MODELS[1]]["classes"] or {"classes": []}
        found["outcomes"] += [each["state"] for each in classes["classes"]]
    probed = [row["score"] for row in (report.get("leakage") or {}).get("summary") or []]
    limit = limits.get("score_auc")
    found["recoverable"] = [_state(x["low"], x["high"], limit) for x in probed if x]
    (cost,) = (x for x in report["audit"]["overall"] if x["model"] == "change")
    loss = limits.get("accuracy_loss")
    found["cost"] = [_state(-cost["accuracy_high"], -cost["accuracy_low"], loss)]
    return {name: max(each or [UNMEASURED], key=WORST_LAST.index) for name, each in found.items()}
