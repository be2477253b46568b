"""A copy of the report for everybody: states and outcome tables, small counts held back.

cells   which counts are held back, so that none of them can be worked out from the others
made    the content of public.json, made from report.json alone
page    the same as one HTML file
"""

from collections.abc import Mapping
from typing import Any

from core.errors import InputError
from core.report.public.made import LEAST, countable, public_report
from core.report.public.page import render_public
from core.signing.forms import PUBLIC, PUBLIC_PAGE, canonical

__all__ = ["LEAST", "countable", "public_files", "public_part", "public_report", "render_public"]


def public_files(report: Mapping[str, Any], least: int = LEAST) -> dict[str, bytes]:
    """The two files of the copy, by their names in a bundle.

    Raises:
        InputError: there are too few texts to print any count.
    """
    public = public_report(report, least)
    return {PUBLIC: canonical(public) + b"\n", PUBLIC_PAGE: render_public(public).encode()}


def public_part(report: Mapping[str, Any], least: int = LEAST) -> dict[str, bytes]:
    """The copy in a bundle; none where no count could be printed."""
    try:
        return public_files(report, least)
    except InputError:
        return {}
