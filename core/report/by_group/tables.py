"""Tables of rates by group: every share with its counts, its interval, and why it is not judged."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.report.judged import SHORT, WHY, chance, limit, shown
from core.report.markup import Markup, el, join, table
from core.report.numbers import change, number, percent, points, signed_span, span

Row = Mapping[str, Any]
MODELS = ("plain", "regularized")


def with_range(value: str, low: float | None, high: float | None, *, ratio: bool = False) -> str:
    """A figure with its interval on a line of its own."""
    if low is None or high is None:
        return value
    shown = f"{number(low)} to {number(high)}" if ratio else span(low, high)
    return join([el("span", value), el("small", shown)])


def law_table(caption: str, rows: Sequence[Row]) -> Markup:
    """The layout of New York City's Local Law 144, with what four-fifths practice adds."""
    head = ["Group", "Texts", "Favourable", "Selection rate", "Impact ratio", "Scoring rate",
            "Its ratio", "Short of four fifths", "Short of the best"]  # fmt: skip
    body = [
        [
            _marked(row),
            f"{row['n']:,}",
            f"{row['selected']:,}",
            percent(row["rate"]),
            _ratio(row, "ratio"),
            percent(row["scoring_rate"]),
            _ratio(row, "scoring_ratio"),
            _people(row["shortfall"]),
            _people(row["shortfall_parity"]),
        ]
        for row in rows
    ]
    return table(caption, head, body, range(1, 9))


def _marked(row: Row) -> str:
    """The group, with why it is not judged on a line of its own."""
    why = WHY[row["why"]] or ("reference: the highest rate" if row["reference"] else "")
    return join([el("span", row["group"]), el("small", why)]) if why else row["group"]


def _ratio(row: Row, name: str) -> str:
    if row[name] is None:
        return "–"
    return with_range(number(row[name]), row[f"{name}_low"], row[f"{name}_high"], ratio=True)


def _people(missing: int | None) -> str:
    return "–" if missing is None else f"{missing:,}"


def against_table(caption: str, rows: Sequence[Row]) -> Markup:
    """Each group against the one with the highest rate: difference, tests, several at once."""
    head = ["Group", "Difference", "Standard deviations", "Test", "p", "p, Holm"]
    body = [
        [
            row["group"],
            join(
                [
                    el("span", change(row["difference"])),
                    el("small", signed_span(row["difference_low"], row["difference_high"])),
                ]
            ),
            "–" if row["deviations"] is None else number(row["deviations"], 1),
            row["test"],
            chance(row["p"]),
            chance(row["p_holm"]),
        ]
        for row in rows
        if row["p"] is not None
    ]
    return table(caption, head, body, (1, 2, 4, 5))


def rate_table(caption: str, rows: Sequence[Row], measures: Sequence[str], enough: int) -> Markup:
    """One row a group: each measure with its counts and interval."""
    head = ["Group", *(SHORT[name] for name in measures)]
    body = [
        [_named(row), *(_rate(row["measures"][name], enough) for name in measures)] for row in rows
    ]
    return table(caption, head, body, range(1, len(head)))


def _named(row: Row) -> str:
    return row["group"] if row["known"] else join([el("span", row["group"]), _small("shown apart")])


def _rate(cell: Row, enough: int) -> Markup | str:
    if not cell["of"]:
        return "not defined"
    counted = f"{cell['hits']:,} of {cell['of']:,}"
    shown = [el("span", percent(cell["rate"])), _small(span(cell["low"], cell["high"]))]
    made = join([*shown, _small(counted)])
    return el("span", made, _small("too few"), class_="faint") if cell["of"] < enough else made


def _small(words: str) -> Markup:
    return el("small", words)


def headline_table(caption: str, attribute: Row, rules: Sequence[str]) -> Markup:
    """The figures held against limits, before and after."""
    lines = {(line["rule"], line["model"]): line for line in attribute["headlines"]}
    changes = {row["measure"]: row for row in attribute["changes"]}
    head = ["Figure", "Plain", "Regularized", "Change", "Limit", "State, regularized",
            "p, any difference", "May miss a gap below", "Judged"]  # fmt: skip
    body = []
    for rule in rules:
        plain, line = (lines[rule, model] for model in MODELS)
        moved = changes[line["measure"]] if not line["floor"] else None
        total = len(line["judged"]) + len(line["left_out"])
        body.append(
            [
                f"{SHORT[line['measure']]} {'ratio' if line['floor'] else 'gap'}",
                _figure(plain),
                _figure(line),
                _changed(moved),
                limit(line),
                line["state"],
                chance(line["p"]),
                "–" if line["detectable"] is None else points(line["detectable"]),
                f"{len(line['judged']):,} of {total:,}",
            ]
        )
    return table(caption, head, body, (1, 2, 3, 6, 7, 8))


def _figure(line: Row) -> Markup | str:
    """The figure, with its bounds on a line of their own."""
    if line["value"] is None:
        return "not defined"
    figure, bounds = shown(line)
    return join([el("span", figure), _small(bounds)])


def _changed(moved: Row | None) -> Markup | str:
    if moved is None or moved["change"] is None:
        return "–"
    bounds = signed_span(moved["low"], moved["high"])
    return join([el("span", change(moved["change"])), el("small", bounds)])
