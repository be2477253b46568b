"""What people type, and what texts hold, is shown as text on every page, narrow and wide."""

import pytest

PAGES = [
    ("", {}),
    ("explore", {}),
    ("explore", {"q": "<img src=https://evil.example/q.png> '; DROP TABLE x", "by": "words"}),
    ("review", {"feature": 2, "tab": "Flagged"}),
    ("review", {"tab": "All"}),
    ("second", {"part": "differ"}),
    ("lists", {}),
    ("history", {"about": "<img src=https://evil.example/a.png>"}),
    ("history", {}),
    ("retrain", {}),
]


@pytest.mark.parametrize("width", [1280, 640])  # the second is 1,280 at 200 %
def test_hostile_decisions_names_lists_and_searches_stay_text_and_fit_the_page(visit, width):
    visitor = visit()
    alarms = []
    visitor.page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
    visitor.page.set_viewport_size({"width": width, "height": 900})
    for page, query in PAGES:
        visitor.open(page, case="hostile-decided", **query)
        main = visitor.page.get_by_test_id("stMain")
        main.get_by_role("heading", level=1).first.wait_for()
        assert main.get_by_role("heading", level=1).count() == 1, page
        assert main.locator("img[src*=evil], a[href*=evil], script, form").count() == 0, page
        assert "\u202e" not in main.inner_text(), page
        assert "\u202e" not in " ".join(main.locator("#features").all_inner_texts()), page
        assert visitor.wider() <= 0, page
    assert alarms == []
    assert visitor.foreign() == []
