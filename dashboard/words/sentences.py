"""Numbers, names and times as they stand in a sentence."""

from collections.abc import Iterable


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its word: 1 feature, 1,204 features."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent(share: float, digits: int = 0) -> str:
    """A share as 42 %, with a space that does not break; <1 % rather than a false zero."""
    if share != share:
        return "–"
    if 0 < share < 0.01 and digits == 0:
        return "<1\u00a0%"
    return f"{100 * share:.{digits}f}\u00a0%"


def span(low: float, high: float) -> str:
    """From which strength to which."""
    if round(100 * low) == round(100 * high):
        return percent(high)
    return f"{round(100 * low)} to {percent(high)}"


def called(name: str) -> str:
    """A feature's name as people see it; that it is unclear is said beside it."""
    return name.removeprefix("unclear: ")


def quoted(name: str) -> str:
    """A feature's name, or any other word of the data, as it stands in a sentence."""
    return f"“{called(name)}”"


def listed(parts: Iterable[str]) -> str:
    """Parts as they stand in a sentence: a, b and c."""
    parts = list(parts)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def label_of(column: str) -> str:
    """A column's name as words."""
    return column.replace("_", " ")


def given(value: object) -> str:
    """A group's value, also where none was given."""
    return "(not given)" if value is None or value != value else str(value)


def day(ts: str) -> str:
    """The day and minute of an event, without seconds: "2026-11-20 09:30 UTC"."""
    return f"{ts[:10]} {ts[11:16]} UTC"
