"""report.json, report.html and model_card.md as bytes."""

from collections.abc import Sequence
from typing import Any

from core.report.card import model_card
from core.report.inputs import Signed
from core.report.page import render_html
from core.signing.forms import canonical

REPORT, PAGE, CARD = "report.json", "report.html", "model_card.md"


def rendered(report: dict[str, Any], signed: Sequence[Signed] = ()) -> dict[str, bytes]:
    """File name -> content; equal reports give equal bytes.

    Args:
        report: content of report.json.
        signed: signatures to name on page one; none for a bundle, whose files are signed later.
    """
    return {
        REPORT: canonical(report) + b"\n",
        PAGE: render_html(report, signed).encode(),
        CARD: model_card(report).encode(),
    }
