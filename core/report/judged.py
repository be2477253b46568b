"""Figures held against limits, as sentences and as cells of tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.audit.headline import (
    FEW_GROUPS,
    GUESSED_GROUP,
    MANY_UNKNOWN,
    MAY_CHANGE,
    NOBODY,
    ONE_PERSON,
)
from core.audit.policy import RULES
from core.audit.verdict import OPEN
from core.report.numbers import apart, count, label_of, listed, number, percent, points, quoted

Line = Mapping[str, Any]

SHARES = {
    "selection_rate": "Favourable decisions",
    "tpr": "Favourable decisions where the label agrees",
    "fpr": "Favourable decisions where the label does not agree",
    "fnr": "Unfavourable decisions where the label is favourable",
    "tnr": "Unfavourable decisions where the label is unfavourable",
    "ppv": "Label agrees, of favourable decisions",
    "npv": "Label agrees, of unfavourable decisions",
    "accuracy": "Decisions that agree with the label",
}
SHORT = {
    "selection_rate": "Selection rate",
    "tpr": "TPR",
    "fpr": "FPR",
    "fnr": "FNR",
    "tnr": "TNR",
    "ppv": "PPV",
    "npv": "NPV",
    "accuracy": "Accuracy",
}
WHY = {
    "few": "too few to compare",
    "nobody": "not defined: nothing to count",
    "excluded": "left out by its share",
    "unknown": "group not known: shown apart",
    "": "",
}
_REACH = 10  # times the texts of the largest group: nobody collects more to settle a verdict
REASONS = {
    FEW_GROUPS: "Fewer than two groups are large enough to compare.",
    NOBODY: "Nobody got the favourable decision, so there is no ratio.",
    ONE_PERSON: "One person more in one group and one fewer in the other would change the side.",
    MANY_UNKNOWN: "For too many texts the group is not known.",
    GUESSED_GROUP: "The group was inferred, not recorded, which can carry no better verdict.",
    MAY_CHANGE: "",
}


def named(attribute: Mapping[str, Any] | str) -> str:
    """An attribute in words: "sex", "sex × age group"."""
    return label_of(attribute if isinstance(attribute, str) else attribute["name"])


def line_of(attribute: Mapping[str, Any], rule: str, model: str = "regularized") -> Line:
    """The headline of a rule and a model."""
    return next(h for h in attribute["headlines"] if (h["rule"], h["model"]) == (rule, model))


def value(line: Line) -> str:
    """The figure with its bounds: "0.82 (0.71 to 0.95)", "4.2 points (1.0 to 7.5)"."""
    if line["value"] is None:
        return "not defined"
    figure, bounds = shown(line)
    return f"{figure} ({bounds})"


def shown(line: Line) -> tuple[str, str]:
    """The figure, and its bounds; of each one sees on which side of the limit it lies."""
    scale, digits, unit = (1, 2, "") if line["floor"] else (100, 1, "\u00a0points")
    most = None if line["limit"] is None else scale * line["limit"]
    figure, low, high = (
        apart(scale * line[name], most, digits) for name in ("value", "low", "high")
    )
    return f"{figure}{unit}", f"{low} to {high}"


def limit(line: Line) -> str:
    """The limit in the figure's own unit; "" for none."""
    if line["limit"] is None:
        return "none"
    return f"at least {number(line['limit'])}" if line["floor"] else f"{points(line['limit'])}"


def chance(p: float | None) -> str:
    """A p-value: three digits, or that it is below them."""
    if p is None:
        return "–"
    return "below 0.001" if p < 0.001 else number(p, 3)


def sentence(attribute: Mapping[str, Any], line: Line) -> str:
    """One figure of one attribute, with counts, bounds, limit, and what keeps it open."""
    parts = [f"{_ends(attribute, line)}{_limit_words(line)}."]
    parts += [REASONS[reason] for reason in line["reasons"] if REASONS[reason]]
    parts += _unjudged(line)
    if line["state"] == OPEN:
        parts += _evidence(line, _largest(attribute, line))
    return " ".join([*parts, *_unknown(attribute, line)])


def _ends(attribute: Mapping[str, Any], line: Line) -> str:
    share = SHARES[line["measure"]]
    if line["highest"] is None:
        return f"{share}: no figure"
    rows = {row["group"]: row["measures"] for row in attribute["models"][line["model"]]["rates"]}
    sides = []
    for end in ("lowest", "highest"):
        cell = rows[line[end]][line["measure"]]
        sides.append(
            f"{quoted(line[end])} {percent(cell['rate'])} ({cell['hits']:,} of {cell['of']:,})"
        )
    kind = "ratio" if line["floor"] else "gap"
    return f"{share}: {', '.join(sides)}; {kind} {value(line)}"


def _limit_words(line: Line) -> str:
    if line["limit"] is None:
        return "; no limit is set"
    return f"; the limit is {limit(line)}"


def _unjudged(line: Line) -> list[str]:
    """How many groups could not be judged; which ones stand in the tables."""
    total = len(line["judged"]) + len(line["left_out"])
    if not line["left_out"]:
        return []
    return [f"{len(line['left_out']):,} of {count(total, 'group')} could not be judged."]


def _largest(attribute: Mapping[str, Any], line: Line) -> int:
    """Texts that enter the rate in the largest group that was compared."""
    rows = attribute["models"][line["model"]]["rates"]
    judged = (row["measures"] for row in rows if row["group"] in line["judged"])
    return max((measures[line["measure"]]["of"] for measures in judged), default=0)


def _evidence(line: Line, largest: int) -> list[str]:
    """What so many texts could have shown, and how many more would settle it, within reach."""
    if line["detectable"] is None:
        return []
    told = f"Counts like these may miss a gap below {points(line['detectable'])}"
    if (line["more_rows"] or 0) > _REACH * largest:
        return [
            f"{told}; so near the limit, not even ten times the texts of the largest group in each "
            "would settle it."
        ]
    if line["more_rows"]:
        more = count(line["more_rows"], "more such text", "more such texts")
        return [f"{told}; {more} in each group would settle it if shares stay the same."]
    if line["limit"] is not None and not line["reasons"]:
        return [f"{told}; so near the limit, more texts are not likely to settle it."]
    return [f"{told}."]


def _unknown(attribute: Mapping[str, Any], line: Line) -> list[str]:
    if not attribute["unknown"]:
        return []
    told = [f"Group not known: {count(attribute['unknown'], 'text')}, shown apart."]
    if MAY_CHANGE in line["reasons"]:
        others = [
            f"{bound['state']} if they all were {quoted(bound['as'])}"
            for bound in line["bounds"]
            if bound["state"] != line["state"]
        ]
        told.append(f"They could change this: {listed(others)}." if others else "")
    return [part for part in told if part]


def limits_line(policy: Mapping[str, Any]) -> str:
    """Who set the limits, when, and whether results had been seen."""
    if not policy["versions"]:
        return (
            "Nobody set limits before the results were seen: those used are selfreg's own, for "
            "somebody to confirm or change."
        )
    last = policy["versions"][-1]
    seen = ", when results were there already" if last["seen"] else ", before there were results"
    return f"Limits: version {last['version']:,}, set on {last['on']} by {last['by']}{seen}."


def rule_rows(limits: Mapping[str, float | None]) -> list[Sequence[str]]:
    """One row for each limit: what it is, why it is looked at, the limit."""
    rows = []
    for name, rule in RULES.items():
        given = limits[name]
        told = "not judged" if given is None else _in_units(name, given, rule.floor)
        rows.append([capital(rule.words), rule.why, told])
    return rows


def capital(words: str) -> str:
    """The words with a capital at the beginning alone."""
    return f"{words[:1].upper()}{words[1:]}"


def _in_units(name: str, limit: float, floor: bool) -> str:
    """A limit as figures are printed beside it."""
    told = f"{limit:g}"
    if name.endswith("_gap") or name == "accuracy_loss":
        told = f"{100 * limit:g}\u00a0points"
    elif name == "flips":
        told = f"{100 * limit:g}\u00a0%"
    return f"{'at least' if floor else 'at most'} {told}"
