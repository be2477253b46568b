"""Reports of other versions of selfreg: which schema they have, and what opens them."""

from typing import Any

from core.errors import InputError
from core.report.build import SCHEMA
from core.report.renderings import PAGE, REPORT

EARLIER = {
    "selfreg-report/1": "c9c6754",
    "selfreg-report/2": "4bf497d",
    "selfreg-report/3": "fedc250",
    "selfreg-report/4": "a28da4a",
}
"""Schema -> commit of the last selfreg that wrote it, worked its figures out and opens it."""


def told_of(report: Any) -> str:  # noqa: ANN401  (any JSON value)
    """Which version a report is of that this selfreg cannot lay out, and what opens it."""
    schema = report.get("schema") if isinstance(report, dict) else None
    if not isinstance(schema, str) or not schema.startswith("selfreg-report/"):
        return f"{REPORT} is not a report of selfreg"
    here = f"{REPORT} has the schema {schema:.40}, this selfreg has {SCHEMA}"
    if schema in EARLIER:
        return (
            f"{here}: {PAGE} beside it shows it in any browser, and the selfreg of commit "
            f"{EARLIER[schema]} checks it"
        )
    return f"{here}: a newer selfreg wrote it and opens it"


def require_current(report: Any) -> None:  # noqa: ANN401  (any JSON value)
    """Nothing, if this selfreg can lay the report out.

    Raises:
        InputError: it is of another version.
    """
    if not isinstance(report, dict) or report.get("schema") != SCHEMA:
        raise InputError(told_of(report))
