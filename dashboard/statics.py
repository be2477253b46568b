"""Streamlit's own scripts, answered from memory.

A browser asks for ninety of them before it shows a page. Streamlit opens each file anew and sends
it in pieces from a thread, which costs more than the rest of the answer.
"""

from pathlib import Path

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

PLACE = "/static/js/"
KEPT = "public, immutable, max-age=31536000"  # as Streamlit says it: a name holds a file's hash


class Statics:
    """ASGI middleware: what lies in `folder` it answers, everything else goes on to `app`.

    Args:
        app: Who answers everything else.
        folder: Streamlit's `static/js`; its names are read once, a file when it is first asked for.
    """

    def __init__(self, app: ASGIApp, folder: Path) -> None:
        self._app = app
        # A name out of this list leads nowhere, so that no path can leave the folder.
        self._files = {f"{PLACE}{file.name}": file for file in folder.glob("*.js")}
        self._held: dict[str, Response] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        known = scope["type"] == "http" and scope["method"] == "GET"
        if known and scope["path"] in self._files:
            await self._answer(scope["path"])(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _answer(self, path: str) -> Response:
        if path not in self._held:
            body = self._files[path].read_bytes()
            headers = {"Cache-Control": KEPT, "X-Content-Type-Options": "nosniff"}
            self._held[path] = Response(body, media_type="text/javascript", headers=headers)
        return self._held[path]
