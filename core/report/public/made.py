"""The content of public.json, made from report.json alone; equal reports give equal copies."""

from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np

from core.audit.grouping import JOINED
from core.audit.policy import CROSS
from core.durable import sha256_bytes
from core.errors import InputError
from core.report.counts import NOT_GIVEN
from core.report.front import TITLES
from core.report.numbers import count
from core.report.public.cells import KINDS, OTHERS, SELECTED, TEXTS, Cell, Counts, held_back
from core.report.words import OTHER_TEXTS, PRESENCE
from core.signing.forms import canonical

Report = Mapping[str, Any]

SCHEMA = "selfreg-public/1"
LEAST = 10
_MOST_ATOMS = 3000  # beyond, tables by two columns are left out


def public_report(report: Report, least: int = LEAST) -> dict[str, Any]:
    """States, limits and outcome tables of the regularized model; small counts are None.

    Args:
        report: content of report.json.
        least: the smallest count that is printed.

    Raises:
        InputError: there are too few texts to print any count.
    """
    tables, told = _tables(report, least)
    return {
        "schema": SCHEMA,
        "case": {name: report["case"][name] for name in ("name", "decides", "scope", "favourable")},
        "report_sha256": sha256_bytes(canonical(dict(report)) + b"\n"),
        "ledger": report["ledger"]["head"],
        "lines": [
            {"line": line["line"], "title": TITLES[line["line"]], "state": line["state"]}
            for line in report["front"]
        ],
        "policy": {"line": report["policy"]["line"], "rules": report["policy"]["rules"]},
        "least": least,
        "sentence": told,
        "tables": tables,
        "not_tested": [PRESENCE, OTHER_TEXTS],
    }


def countable(report: Report, least: int = LEAST) -> bool:
    """Whether there are enough texts of either decision to print any count by group."""
    fairness = report["fairness"]
    if not fairness or not fairness["attributes"]:
        return True
    n, selected = fairness["n"], fairness["overall"]["regularized"]["selected"]
    return min(selected, n - selected) >= least


def _tables(report: Report, least: int) -> tuple[list[dict[str, Any]], str]:
    fairness = report["fairness"]
    if not fairness or not fairness["attributes"]:
        return [], "No table by group: the data names no group column."
    n, selected = fairness["n"], fairness["overall"]["regularized"]["selected"]
    if not countable(report, least):
        raise InputError(
            f"fewer than {least} test texts got one of the decisions: no public copy can be made"
        )
    shown = _shown(fairness["attributes"])
    counts = _counts(shown, n, selected)
    small, more = held_back(counts, least)
    printed = {
        cell: int(counts.values[i])
        for i, cell in enumerate(counts.cells)
        if i not in small | more and cell.kind != OTHERS
    }
    told = (
        f"Counts below {least} are held back, and {count(len(more), 'more count')} so that they "
        "do not follow from the others. A rate stands where both of its counts do."
    )
    return [_table(name, list(groups), printed) for name, groups in shown.items()], told


def _shown(attributes: list[Report]) -> dict[str, dict[str, tuple[int, int]]]:
    """Attribute -> group -> texts and selected; crosses with every pair, also of nobody.

    Where groups are compared in crosses only, the first: of two, what is held back in one could
    follow from the other.
    """
    single = {each["name"]: _rows(each) for each in attributes if len(each["columns"]) == 1}
    if not single:
        return {attributes[0]["name"]: _rows(attributes[0])}
    atoms = 2 * int(np.prod([len(groups) for groups in single.values()]))
    if atoms > _MOST_ATOMS:
        return single
    return single | {
        each["name"]: _pairs(single, each)
        for each in attributes
        if len(each["columns"]) == 2 and set(each["columns"]) <= set(single)
    }


def _pairs(single: Mapping[str, Any], cross: Report) -> dict[str, tuple[int, int]]:
    rows = _rows(cross)
    names = map(JOINED.join, product(*(_known(single[column]) for column in cross["columns"])))
    return {name: rows.get(name, (0, 0)) for name in names}


def _rows(attribute: Report) -> dict[str, tuple[int, int]]:
    rows = attribute["models"]["regularized"]["outcomes"]
    return {row["group"]: (row["n"], row["selected"]) for row in rows}


def _known(groups: Mapping[str, tuple[int, int]]) -> list[str]:
    return [group for group in groups if group != NOT_GIVEN]


def _counts(shown: Mapping[str, Mapping[str, tuple[int, int]]], n: int, selected: int) -> Counts:
    """Every cell as a sum over the smallest counts: all columns at once, by decision."""
    columns = [name for name, groups in shown.items() if not _crossing(name, shown)]
    atoms = list(product(*(shown[name] for name in columns), (SELECTED, OTHERS)))
    of = {name: np.array([atom[i] for atom in atoms], object) for i, name in enumerate(columns)}
    decided = np.array([atom[-1] for atom in atoms], object)
    cells, values, members = [], [], []
    for name, groups in shown.items():
        for group, (texts, chosen) in groups.items():
            inside = _inside(name, group, of)
            for kind in KINDS:
                cells.append(Cell(name, group, kind))
                values.append({TEXTS: texts, SELECTED: chosen, OTHERS: texts - chosen}[kind])
                members.append(inside & ((decided == kind) | (kind == TEXTS)))
    totals = np.stack([np.ones(len(atoms), bool), decided == SELECTED])
    return Counts(
        tuple(cells), np.array(values), np.stack(members), totals, np.array([n, selected])
    )


def _crossing(name: str, shown: Mapping[str, Any]) -> bool:
    parts = name.split(CROSS)
    return len(parts) == 2 and set(parts) <= set(shown)


def _inside(name: str, group: str, of: Mapping[str, np.ndarray]) -> np.ndarray:
    """Which of the smallest counts belong to a group."""
    if name in of:
        return of[name] == group
    first, second = name.split(CROSS)
    return (of[first] + JOINED + of[second]) == group


def _table(name: str, groups: list[str], printed: Mapping[Cell, int]) -> dict[str, Any]:
    rows = []
    for group in groups:
        texts, chosen = (printed.get(Cell(name, group, kind)) for kind in (TEXTS, SELECTED))
        rate = chosen / texts if texts and chosen is not None else None
        rows.append({"group": group, "n": texts, "selected": chosen, "rate": rate})
    known = [row["rate"] for row in rows if row["rate"] is not None and row["group"] != NOT_GIVEN]
    whole = all(row["rate"] is not None for row in rows if row["group"] != NOT_GIVEN)
    for row in rows:  # a ratio to the highest rate, where all rates can be seen
        row["ratio"] = None
        if whole and max(known) and row["group"] != NOT_GIVEN:
            row["ratio"] = row["rate"] / max(known)
    return {"name": name, "rows": rows}
