"""Start Streamlit's server; meanwhile load what the first page needs.

Loading takes longer than the server's start, and the first page would wait for it. It goes on
beside the server and while the browser opens.
"""

import sys
from threading import Thread


def load() -> None:
    """Load pages and engine; a page that is asked for meanwhile waits for no more than the rest."""
    from dashboard import components  # noqa: F401
    from dashboard.engine import first

    first.load()


if __name__ == "__main__":
    from streamlit.web.cli import main

    Thread(target=load, name="first page", daemon=True).start()
    sys.exit(main())
