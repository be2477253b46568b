"""The page: one file that needs nothing else, light and dark, on screen and on paper."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from core.report import (
    changed,
    crosswalk,
    decisions,
    details,
    first,
    manifest,
    risk,
    sections,
    signoff,
)
from core.report.alternatives import alternatives, spread
from core.report.by_group import by_group
from core.report.cost import cost
from core.report.flagged import flagged
from core.report.leakage import leakage
from core.report.markup import Markup, el
from core.report.nonreliance import nonreliance
from core.report.proxies import proxies
from core.report.reasons import reasons
from core.report.scope import scope
from core.report.signers import Signed
from core.report.slices import slices
from core.report.swaps import swaps

FIRST = "Page one"
_HEADING = re.compile(r"<h2>(.*?)</h2>")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render_html(report: Mapping[str, Any], signed: Sequence[Signed] = ()) -> str:
    """The report as HTML; every figure in it stands in the report, and all of it is escaped.

    Args:
        report: content of report.json.
        signed: signatures to name on page one. The page in a bundle, which they are over, has none.
    """
    return laid_out(report, parts_of(report, signed))


def laid_out(report: Mapping[str, Any], parts: Mapping[str, Markup]) -> str:
    """A page with some parts of the report on it."""
    main = el("main", *parts.values())
    return document(f"Fairness report: {report['case']['name']}", main)


def document(title: str, main: Markup) -> str:
    """A page of its own, with the style sheet in it."""
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("title", title),
        el("style", Markup(_style())),
    )
    return f"<!doctype html>\n{el('html', head, el('body', main), lang='en')}\n"


def parts_of(report: Mapping[str, Any], signed: Sequence[Signed] = ()) -> dict[str, Markup]:
    """Title -> each part of the page, from page one to the record, in order."""
    made = (
        sections.first_page(report, signed),
        first.key_figures(report),
        scope(report),
        sections.policy(report),
        flagged(report),
        nonreliance(report),
        by_group(report),
        leakage(report),
        swaps(report),
        slices(report),
        proxies(report),
        cost(report),
        changed.section_of(report),
        alternatives(report),
        spread(report),
        reasons(report),
        details.texts(report),
        details.method(report),
        details.definitions(report),
        risk.section_of(report),
        decisions.section_of(report),
        signoff.section_of(report),
        manifest.section_of(report),
        crosswalk.section_of(report),
        details.record(report),
    )
    return {_title(part): part for part in made if part}


def _title(part: Markup) -> str:
    """Its heading, as people read it."""
    if part.startswith("<header"):
        return FIRST
    return unescape(_HEADING.search(part)[1])  # type: ignore[index]  (every part has one)


@cache
def _style() -> str:
    return Path(__file__).with_name("style.css").read_text(encoding="utf-8")
