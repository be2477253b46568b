"""People's texts as HTML: marked by characters, and never as markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import words
from dashboard.components import markup

TEXT = st.text(st.sampled_from("ab <>&\"'é\n"), max_size=40)


def plain(html: str) -> str:
    """What a browser would show of it."""
    import html as library
    import re

    return library.unescape(re.sub(r"<mark[^>]*>|</mark>", "", html))


@given(TEXT, st.lists(st.tuples(st.integers(-2, 45), st.integers(-2, 45), st.floats(0, 1))))
def test_marks_change_nothing_of_the_text_and_let_no_tag_through(text, spans):
    html = markup.marked(text, spans)
    assert plain(html) == text
    rest = html.replace("</mark>", "")
    import re

    rest = re.sub(r'<mark class="s[1-9]" title="\d+\u00a0%">', "", rest)
    assert "<" not in rest


def test_a_window_is_cut_with_an_ellipsis_and_marks_keep_their_words():
    html = markup.marked("He said his skill.", [(8, 11, 1.0)], start=3, end=17)
    marked = '<mark class="s9" title="100\u00a0%">his</mark>'
    assert html == f"…\u00a0said {marked} skill\u00a0…"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\u202eabc\u202c \u2067d", "⇄abc⇄ ⇄d"),
        ("bell \x07, nul \x00, line\n", "bell ␇, nul ␀, line\n"),
        ("שלום ‏ 👩‍👧", "שלום ‏ 👩‍👧"),
    ],
)
def test_nothing_in_a_text_acts_unseen(text, shown):
    assert markup.escape(text) == shown
    assert markup.label(text).replace("\\", "") == " ".join(shown.split())


def test_a_mark_that_goes_on_beyond_the_window_ends_with_it():
    html = markup.marked("abcdef", [(1, 6, 1.0)], end=3)
    assert ">bc</mark>" in html


def test_of_overlapping_marks_the_first_counts():
    html = markup.marked("abcd", [(0, 2, 0.5), (1, 3, 1.0)])
    assert html.count("<mark") == 1


@given(TEXT)
def test_a_label_has_no_markdown_left(text):
    label = markup.label(text + "![x](http://e.example)**b** :red[r] `c` www.e.example")
    assert "](" not in label
    assert "**" not in label
    assert " :red[" not in label


def test_a_table_escapes_every_cell_and_names_its_rows():
    html = markup.table(
        [("<b>", "1", 0.5)], ("a", "<i>", "c"), caption="<u>", numbers=(1,), bars=(2,)
    )
    assert "<b>" not in html
    assert "<i>" not in html
    assert "<u>" not in html
    assert '<th scope="row">&lt;b&gt;</th>' in html
    assert "width:50.0%" in html


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0, "0 %"), (0.004, "<1 %"), (0.42, "42 %"), (1.0, "100 %"), (float("nan"), "–")],
)
def test_a_share_is_never_a_false_zero(share, said):
    assert words.percent(share).replace("\u00a0", " ") == said


def test_numbers_and_lists_read_as_words():
    assert words.count(1, "feature") == "1 feature"
    assert words.count(1204, "feature") == "1,204 features"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed(["a"]) == "a"
