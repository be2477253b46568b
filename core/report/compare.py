"""Where two trees of JSON differ by more than rounding."""

import math
from typing import Any

TOLERANCE = 1e-9


def difference(name: str, found: Any, told: Any, tolerance: float = TOLERANCE) -> str:  # noqa: ANN401
    """The first place where they differ, with both values; "" where they are equal.

    Args:
        name: of the whole.
        found: as it was recomputed.
        told: as the report says it.
        tolerance: between numbers, absolute for small ones and relative for large ones.
    """
    if isinstance(found, dict) and isinstance(told, dict) and found.keys() == told.keys():
        pairs = [(f"{name} {key}", found[key], told[key]) for key in sorted(found)]
    elif isinstance(found, list) and isinstance(told, list) and len(found) == len(told):
        pairs = [(f"{name} {i + 1}", *both) for i, both in enumerate(zip(found, told, strict=True))]
    elif _number(found) and _number(told):
        near = math.isclose(found, told, rel_tol=tolerance, abs_tol=tolerance)
        return "" if near else f"{name} is {told:.12g} in the report and {found:.12g} recomputed"
    else:
        same = type(found) is type(told) and found == told
        return "" if same else f"{name} is {told!r:.60} in the report, {found!r:.60} recomputed"
    return next((why for pair in pairs if (why := difference(*pair, tolerance))), "")


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
