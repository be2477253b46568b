"""report.json, report.html and model_card.md as bytes."""

from typing import Any

from core.report.card import model_card
from core.report.page import render_html
from core.signing.forms import canonical

REPORT, PAGE, CARD = "report.json", "report.html", "model_card.md"


def rendered(report: dict[str, Any]) -> dict[str, bytes]:
    """File name -> content; equal reports give equal bytes."""
    return {
        REPORT: canonical(report) + b"\n",
        PAGE: render_html(report).encode(),
        CARD: model_card(report).encode(),
    }
