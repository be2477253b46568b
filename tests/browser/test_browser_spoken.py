"""What a screen reader is told: headings in order, a name for everything, what an action did."""

from itertools import pairwise

import pytest
from test_browser_axe import PAGES

CONTROLS = {
    "button", "link", "textbox", "searchbox", "combobox", "listbox", "checkbox", "radio",
    "radiogroup", "switch", "spinbutton", "tab", "progressbar", "DisclosureTriangle",
}  # fmt: skip
SHOWN = {"table", "grid", "img", "image", "graphics-document", "Iframe", "dialog"}


def told(page):
    """(role, name, level of a heading) of all that a screen reader can come to, in order."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        (
            node["role"]["value"],
            node.get("name", {}).get("value", "").strip(),
            next((p["value"]["value"] for p in node["properties"] if p["name"] == "level"), 0),
        )
        for node in nodes
        if not node["ignored"]
    ]


@pytest.mark.parametrize("page", PAGES)
def test_headings_go_down_step_by_step_and_everything_has_a_name(visit, page):
    visitor = visit()
    visitor.open("" if page == "overview" else page, case="finished")
    visitor.page.get_by_test_id("stMain").get_by_role("heading", level=1).first.wait_for()
    visitor.settle()
    read = told(visitor.page)
    levels = [level for role, _, level in read if role == "heading"]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert [role for role, name, _ in read if role in CONTROLS | SHOWN and not name] == []


def test_what_an_action_did_and_an_empty_answer_are_announced(visit, expect):
    visitor = visit()
    main = visitor.page.get_by_test_id("stMain")
    visitor.open("review", case="finished", tab="All")
    main.get_by_role("textbox", name="Your name").fill("Ada Rossi")
    main.get_by_role("textbox", name="Your name").press("Tab")
    visitor.settle()
    visitor.page.keyboard.press("f")
    expect(main.get_by_role("alert").filter(has_text="choose a kind")).to_be_visible()
    visitor.open("explore", case="finished", q="zzzzqq", by="words")
    expect(main.get_by_role("status").filter(has_text="No feature answers")).to_be_visible()
