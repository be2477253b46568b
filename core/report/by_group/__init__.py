"""The parts of the page about groups: outcomes, intersections, errors and scores.

tables      rates with their counts, and the layout of Local Law 144
outcomes    favourable decisions by one column: verdicts, table, ratios, within like groups
crosses     the same for two columns at once, as a matrix
errors      error rates, the gaps held against limits, and all of it as a heat map
scores      AUC, BPSN and BNSP; calibration; rates at every threshold
classes     more than two labels
charts      heat map, curves and calibration as drawings
"""

from collections.abc import Mapping
from typing import Any

from core.report.by_group import classes, crosses, errors, outcomes, scores
from core.report.markup import Markup, join

Report = Mapping[str, Any]


def by_group(report: Report) -> Markup:
    """All parts, in order; where nothing was compared they say so."""
    parts = (outcomes, crosses, errors, scores, classes)
    return join(part.section_of(report) for part in parts)
