"""Between a phone and a wide window: the words of buttons stay whole, examples stay readable."""

import pytest

CUT = """() => [...document.querySelectorAll('button [class*=stMarkdownEllipsis]')]
    .filter(label => label.scrollWidth > label.clientWidth).map(label => label.textContent)"""
NARROWEST = """() => Math.min(...[...document.querySelectorAll('[data-testid=stMain] .sr-text')]
    .map(text => text.getBoundingClientRect().width))"""


@pytest.mark.parametrize("width", [640, 700, 800, 961, 1080, 1201, 1280])
@pytest.mark.parametrize("page", ["review", "explore", "compare"])
def test_buttons_keep_their_words_and_examples_their_room_at_every_width(visit, page, width):
    visitor = visit()
    visitor.page.set_viewport_size({"width": width, "height": 900})
    visitor.open(page, case="finished")
    visitor.page.locator("[data-testid=stMain] .sr-text").first.wait_for()
    visitor.settle()
    assert visitor.page.evaluate(CUT) == []
    assert visitor.page.evaluate(NARROWEST) >= 110
    assert visitor.wider() <= 0
