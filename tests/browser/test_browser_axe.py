"""Every page in light and dark: axe finds nothing, and a picture is kept to look at."""

from pathlib import Path

import pytest
from browser_kit import SHOTS

AXE = Path(__file__).resolve().parent / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
PAGES = (
    "overview",
    "explore",
    "review",
    "retrain",
    "compare",
    "sign",
    "history",
    "second",
    "lists",
    "words",
)
TALLEST = 6000


def violations(page: object) -> list[str]:
    """What axe has to say about a page: rule, how bad, and where."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]} {node['failureSummary'][:160]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def keep(page: object, name: str) -> None:
    """A picture of the whole page, however tall."""
    tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": 1280, "height": min(int(tall) + 40, TALLEST)})
    page.wait_for_timeout(500)  # charts draw once more at the new size
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing(visit, page, theme):
    visitor = visit(theme)
    visitor.open("" if page == "overview" else page, case="finished")
    visitor.page.get_by_test_id("stMain").get_by_role("heading", level=1).first.wait_for()
    visitor.settle()
    keep(visitor.page, f"{page}-{theme}")
    assert violations(visitor.page) == []


STATES = [
    ("explore", {"case": "hostile", "q": "zzzz", "by": "words"}, "No feature answers"),
    ("explore", {"case": "hostile", "seen": "always on", "group": "sex"}, "No feature passes"),
    ("review", {"case": "hostile", "tab": "Kept"}, "Kept 0"),
    ("review", {"case": "hostile-decided", "feature": 2, "tab": "Flagged"}, "flagged it"),
    ("second", {"case": "hostile-decided", "part": "differ"}, "Second opinion"),
    ("lists", {"case": "hostile-decided"}, "Export the list"),
    ("history", {"case": "hostile-decided", "about": "zzzz"}, "Nothing in the history"),
    ("explore", {"case": "finished", "by": "fires", "text": "he said so", "part": "0-1"}, "in “he"),
]


@pytest.mark.parametrize(("page", "query", "says"), STATES)
def test_axe_finds_nothing_in_other_states_of_a_page(visit, page, query, says):
    visitor = visit("dark")
    visitor.open(page, **query)
    visitor.page.get_by_test_id("stMain").get_by_text(says).first.wait_for()
    visitor.settle()
    assert violations(visitor.page) == []


NOT_RUN = ["overview", "explore", "review", "second", "lists", "retrain", "compare", "sign"]


@pytest.mark.parametrize("page", NOT_RUN)
def test_axe_finds_nothing_on_a_case_not_yet_run(visit, page):
    visitor = visit()
    visitor.open("" if page == "overview" else page, case="not-run")
    visitor.page.get_by_test_id("stMain").get_by_role("button").first.wait_for()
    visitor.settle()
    keep(visitor.page, f"{page}-not-run")
    assert violations(visitor.page) == []
