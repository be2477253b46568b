"""report.json, report.html and model_card.md as bytes."""

from collections.abc import Sequence
from typing import Any

from core.report.card import model_card
from core.report.page import render_html
from core.report.signers import Signed
from core.signing.forms import canonical

REPORT, PAGE, CARD = "report.json", "report.html", "model_card.md"


def rendered(report: dict[str, Any], signed: Sequence[Signed] = ()) -> dict[str, bytes]:
    """File name -> content; equal reports give equal bytes.

    Args:
        report: content of report.json.
        signed: signatures to name on page one; none for a bundle, whose files are signed later.
    """
    return around(report) | {PAGE: render_html(report, signed).encode()}


def around(report: dict[str, Any]) -> dict[str, bytes]:
    """The files beside the page."""
    return {REPORT: canonical(report) + b"\n", CARD: model_card(report).encode()}
