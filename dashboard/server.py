"""Start Streamlit's server; meanwhile load what the first page needs.

Loading takes longer than the server's start, and the first page would wait for it. It goes on
beside the server and while the browser opens.
"""

import sys
from pathlib import Path
from threading import Thread

ADDRESS = "127.0.0.1"


def load() -> None:
    """Load pages and engine; a page that is asked for meanwhile waits for no more than the rest."""
    from dashboard import components  # noqa: F401
    from dashboard.engine import first

    first.load()


def serve(port: int) -> None:
    """Answer on `port`, on this machine only, until somebody stops it."""
    import streamlit
    from starlette.middleware import Middleware

    from dashboard.statics import Statics

    scripts = Path(streamlit.__file__).parent / "static" / "static" / "js"
    app = streamlit.App(
        Path(__file__).with_name("app.py"), middleware=[Middleware(Statics, folder=scripts)]
    )
    # Headless only means that Streamlit neither opens a browser (ours opens the case) nor asks
    # for an e-mail address.
    own = {"server.address": ADDRESS, "server.port": port, "server.headless": True}
    app.run(config=own)


if __name__ == "__main__":
    Thread(target=load, name="first page", daemon=True).start()
    serve(int(sys.argv[1]))
