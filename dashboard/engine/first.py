"""What every first page needs of the engine, to be loaded before anybody asks for a page."""


def load() -> None:
    """Load it; the next import of it takes no time."""
    from core.audit import store  # noqa: F401
    from core.features import index, proposals  # noqa: F401
    from core.review import ledger, lists, names, verdicts  # noqa: F401
