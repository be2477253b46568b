"""Personal data is hidden by its shape, and the text keeps its length."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.masking import HIDDEN, mask


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Ask Mrs Rossi today.", "Rossi"),
        ("It was Dr. O'Neil who said so", "O'Neil"),
        ("applied by Zoë Ångström, welder", "Zoë Ångström"),
        ("Hello, my name is Anna and I weld", "Anna"),
        ("her name's Siobhán.", "Siobhán"),
        ("Dear Anna, thank you", "Anna"),
        ("Kind regards,\nPawel", "Pawel"),
        ("a nurse called Mary-Jane came", "Mary-Jane"),
        ("write to a.b+c@mail.example.org!", "a.b+c@mail.example.org"),
        ("call +44 20 7946 0018 soon", "+44 20 7946 0018"),
        ("call 020 7946 0018 soon", "020 7946 0018"),
        ("or (555) 123-4567.", "(555) 123-4567"),
        ("IBAN GB29 NWBK 6016 1331 9268 19", "GB29 NWBK 6016 1331 9268 19"),
        ("card 4111 1111 1111 1111.", "4111 1111 1111 1111"),
        ("account 12345678", "12345678"),
    ],
)
def test_names_addresses_and_numbers_are_hidden(text, hidden):
    dots = "".join(c if c.isspace() else HIDDEN for c in hidden)
    assert mask(text) == text.replace(hidden, dots)


@pytest.mark.parametrize(
    "text",
    ["The Patient came on 05/22/2002 at 5:30 with 102.9 F.", "2002-05-22 and 600 texts, 3.14159",
     "She has 12,000 reports.", "", "he said that his skill decides", "Dear Sir, hello There",
     "it is called sailing", "Hi. The pain stays", "then Anna came"],
)  # fmt: skip
def test_dates_counts_and_plain_words_stay(text):
    assert mask(text) == text


@given(st.text(max_size=200))
def test_every_place_in_the_text_stays_where_it_is(text):
    masked = mask(text)
    assert len(masked) == len(text)
    assert all(a == b or b == HIDDEN for a, b in zip(text, masked, strict=True))


@pytest.mark.parametrize("piece", ["Aa ", "1 ", "a.b", "A", "(12)", "a@", "AB12 ", "a-", "Mr "])
def test_four_times_the_text_takes_nothing_like_sixteen_times_as_long(piece):
    def took(times):
        begun = time.process_time()
        mask(piece * times)
        return time.process_time() - begun

    mask(piece)
    assert took(40_000) < 10 * took(10_000) + 0.05
