"""One person with a browser window, and what the tests agree on."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

SHOTS = Path(__file__).resolve().parent / "shots"
PATIENCE = 120.0  # seconds; the machine may be busy
READY = (
    "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
    " [data-testid=stMain] h1"
)
"""Nothing runs, and the heading is there: a page that was just asked for runs nothing yet."""
_WIDER = """() => {
    const main = document.querySelector('[data-testid=stMain]')
    return main.scrollWidth - main.clientWidth
}"""


@dataclass
class Visitor:
    """One person with one window of their own."""

    address: str
    page: object
    asked: list[str] = field(default_factory=list)

    def open(self, page: str = "", **query: object) -> None:
        """Go to a page of the dashboard by its link."""
        self.page.goto(f"{self.address}/{page}?{urlencode(query)}")
        self.settle()

    def arrive(self, page: str) -> None:
        """Wait until the browser is on a page, and the page is drawn."""
        self.page.wait_for_url(f"{self.address}/{page}?*")
        self.settle()

    def settle(self) -> None:
        """Wait until the page is drawn and nothing runs."""
        self.page.wait_for_timeout(300)  # a click needs a moment to set something running
        self.page.locator(READY).first.wait_for(state="attached", timeout=1000 * PATIENCE)

    def button(self, name: str) -> object:
        """The button of that name in the body of the page."""
        return self.page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True)

    def step(self, name: str) -> object:
        """The link of a step in the sidebar."""
        side = self.page.get_by_test_id("stSidebar")
        return side.get_by_role("link", name=re.compile(f"^{name}"))  # and how far it is

    def wider(self) -> int:
        """Pixels by which the page is wider than its window: above 0 one must scroll sideways."""
        return self.page.evaluate(_WIDER)

    def foreign(self) -> list[str]:
        """Requests that left this machine."""
        own = {"127.0.0.1", "localhost"}
        return [url for url in self.asked if urlsplit(url).hostname not in own]

    def note(self, url: str) -> None:
        """Remember a request, unless it is data the page already holds."""
        if urlsplit(url).scheme in ("http", "https", "ws", "wss"):
            self.asked.append(url)
