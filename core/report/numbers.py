"""Figures as people read them: shares in percent, differences in points."""

from collections.abc import Iterable

NONE = "not defined"
_SPACE = "\u00a0"  # a number is not parted from its unit at the end of a line
_MINUS = "\u2212"
_ROUNDING = 1e-6


def percent(share: float | None, digits: int = 1) -> str:
    """A share as "31.2 %"; `NONE` for 0 of 0."""
    return NONE if share is None else f"{_fixed(100 * share, digits)}{_SPACE}%"


def points(difference: float | None) -> str:
    """A difference of shares as "16.8 points"."""
    return NONE if difference is None else f"{_fixed(100 * difference, 1)}{_SPACE}points"


def change(difference: float | None) -> str:
    """A difference of shares with its sign: "−13.7 points"."""
    return NONE if difference is None else f"{_signed(difference)}{_SPACE}points"


def span(low: float | None, high: float | None) -> str:
    """An interval of shares: "27.3 to 35.4"; "" without one."""
    if low is None or high is None:
        return ""
    return f"{_fixed(100 * low, 1)} to {_fixed(100 * high, 1)}"


def signed_span(low: float | None, high: float | None) -> str:
    """An interval of differences: "−18.2 to −9.1"; "" without one."""
    return "" if low is None or high is None else f"{_signed(low)} to {_signed(high)}"


def number(value: float | None, digits: int = 2) -> str:
    """A number with a fixed number of digits; one that is not 0 is not shown as 0.

    What is below a millionth is what is left of 0 after rounding, and is shown as 0.
    """
    if value is None:
        return NONE
    least = 10**-digits
    if _ROUNDING < abs(value) < least / 2:
        return f"below{_SPACE}{least:.{digits}f}"
    return _fixed(value, digits)


def moved(most: float, digits: int) -> str:
    """How far probabilities moved at most: "moved no probability by more than 0.013"."""
    if most <= _ROUNDING:
        return "moved no probability"
    if most < 10**-digits / 2:
        return f"moved no probability by as much as {10**-digits:.{digits}f}"
    return f"moved no probability by more than {_fixed(most, digits)}"


def signed_number(value: float | None, digits: int = 2) -> str:
    """A number with its sign."""
    if value is None:
        return NONE
    text = _fixed(value, digits)
    return text if text.startswith(_MINUS) or not text.strip("0.") else f"+{text}"


def apart(value: float, limit: float | None, digits: int) -> str:
    """A figure beside a limit: with more digits where it would else read as that limit.

    >>> apart(0.798, 0.8, 2), apart(0.8, 0.8, 2), apart(9.7, 10.0, 1)
    ('0.798', '0.80', '9.7')
    """
    for more in range(digits, digits + 4):
        shown = _fixed(value, more)
        if limit is None or shown != _fixed(limit, more) or abs(value - limit) < _ROUNDING:
            return shown
    return shown


def count(n: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 text", "1,204 texts"."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def listed(parts: Iterable[str]) -> str:
    """Parts as they stand in a sentence: a, b and c."""
    parts = list(parts)
    return "".join(parts) if len(parts) < 2 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def quoted(name: str) -> str:
    """A name as it stands in a sentence."""
    return f"“{name}”"


def label_of(column: str) -> str:
    """A column's name as words."""
    return column.replace("_", " ")


def day(ts: str) -> str:
    """The day and minute of an event: "2026-11-20 09:30 UTC"."""
    return f"{ts[:10]} {ts[11:16]} UTC"


def _fixed(value: float, digits: int) -> str:
    text = f"{abs(value):,.{digits}f}"
    return f"{_MINUS}{text}" if value < 0 and text.strip("0.,") else text


def _signed(share: float) -> str:
    text = _fixed(100 * share, 1)
    return text if text.startswith(_MINUS) or not text.strip("0.") else f"+{text}"
