"""Where a word stands among all the places on which a feature fires."""

import re

from hypothesis import given
from hypothesis import strategies as st

from dashboard.components.markup import marked
from dashboard.components.strength import look, middle, weaker

COUNTS = st.lists(st.integers(0, 50), min_size=20, max_size=20).filter(any)


@given(COUNTS, st.floats(0, 1), st.floats(0, 1))
def test_a_stronger_word_is_stronger_than_more_places_and_the_strongest_than_all(counts, one, two):
    low, high = sorted((one, two))
    share = weaker(counts)
    assert 0 <= share(low) <= share(high) <= share(1.0) == 1.0
    assert share(middle(counts)) >= 0.5


def test_a_marked_word_tells_its_strength_to_the_style_sheet_and_to_a_screen_reader():
    html = marked("he did", [(0, 2, 0.837)], weaker=lambda strength: 0.97)
    assert '<mark class="s8 t8 u4"' in html
    assert 'title="84\u00a0% of its strongest; stronger than 97\u00a0% of its places"' in html
    assert 'tabindex="0"' in html


def test_faint_words_are_no_stops_of_tab_but_the_strongest_of_a_text_always_is_one():
    def stops(*strengths, **cut):
        spans = [(3 * i, 3 * i + 2, strength) for i, strength in enumerate(strengths)]
        html = marked("he " * len(spans), spans, weaker=lambda strength: strength, **cut)
        return [mark.endswith('tabindex="0"') for mark in re.findall("<mark([^>]*)>", html)]

    assert stops(0.9, 0.05, 0.45, 0.44) == [True, False, True, False]
    assert stops(0.05, 0.04) == [True, True]
    assert stops(0.9, 0.1, start=3) == [True]  # the strong word is cut off: not shown


def test_the_histogram_is_named_and_holds_a_line_for_the_readers_own_text():
    html = look([6, 3, 1], "<p>body</p>", own=0.4)
    assert re.findall(r"height:(\d+)%", html) == ["100", "50", "17"]
    assert 'class="sr-own" style="left:40%"' in html
    assert "half of the places are under 33\u00a0%" in html
