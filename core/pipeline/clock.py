"""The one place of the engine that reads the clock: for the ledger."""

from datetime import UTC, datetime


def now() -> str:
    """The time, in UTC, as RFC 3339 with seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
