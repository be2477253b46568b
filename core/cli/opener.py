"""Open a browser once the dashboard answers: `python -m core.cli.opener URL`.

A process of its own, because the one that starts the dashboard becomes the server.
"""

import os
import sys
import time
import urllib.request
import webbrowser
from urllib.parse import urljoin

_PATIENCE = 60.0  # seconds a slow machine may need to start the server
_PAUSE = 0.2


def main(url: str) -> None:
    """Leave at once, and open `url` in a browser as soon as its server is healthy."""
    if os.fork() > 0:  # the waiting half is an orphan on purpose: nobody has to reap it
        return
    if _has_screen() and _answers(urljoin(url, "/_stcore/health")):
        webbrowser.open(url)


def _has_screen() -> bool:
    """Whether a browser window can appear; on a console, webbrowser would start a text browser."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def _answers(address: str) -> bool:
    until = time.monotonic() + _PATIENCE
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never by a proxy
    while time.monotonic() < until:
        try:
            with opener.open(address, timeout=_PAUSE * 5):
                return True
        except OSError:
            time.sleep(_PAUSE)
    return False


if __name__ == "__main__":
    main(sys.argv[1])
