"""What every first page needs of the engine, made ready before anybody asks for a page."""

from contextlib import suppress

from core.errors import SelfregError
from dashboard.engine import overview, places


def load() -> None:
    """Load it, and read the case that was worked on last; asking for it again takes no time."""
    import PIL.PngImagePlugin  # noqa: F401  (Streamlit reads the icon of the page with it)
    from streamlit.env_util import is_repl

    from core import jobs, pipeline  # noqa: F401
    from core.audit import store  # noqa: F401
    from core.features import index, proposals  # noqa: F401
    from core.review import ledger, lists, names, verdicts  # noqa: F401

    is_repl()  # Streamlit asks at the first element; the first answer takes long, others do not
    newest = places.newest()
    if newest is not None:
        # What is wrong with a case is said on its page.
        with suppress(SelfregError, OSError):
            overview.facts(newest)
            overview.status(newest)
