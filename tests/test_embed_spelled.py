"""Words that a language model does not know and spells, and what the pages make of them."""

from types import SimpleNamespace

import pytest
from real_model import VARIED, embedder

from core.embed.tokens import spelled
from core.pipeline import unknown_words
from dashboard.words import finding


def words(text):
    model = embedder()
    return spelled(text, model.tokenize([text]))


@pytest.mark.parametrize("text", ["qxzvw", "blorft", "zzgrph"])
def test_a_word_that_is_none_is_spelled(text):
    assert words(text) == [text]


@pytest.mark.parametrize(
    "text", ["pregnant", "a man and his wife", "unfair dismissal", "vacination"]
)
def test_words_people_use_and_near_misses_are_read(text):
    assert words(text) == []


def test_a_spelled_word_is_named_once_and_as_it_was_typed():
    assert words("The Qxzvw met a QXZVW, a qxzvw and the Qxzvw.") == ["Qxzvw", "QXZVW", "qxzvw"]


@pytest.mark.parametrize("text", VARIED)
def test_signs_numbers_and_endless_words_are_no_words_to_check(text):
    assert all(word.isalpha() and len(word) <= 40 for word in words(text))


def test_a_word_that_features_fire_on_is_known_however_it_is_read():
    index = SimpleNamespace(features_of_words={"blorft": [3]})
    asked = unknown_words(None, "Blorft qxzvw", features=index, embedder=embedder())
    assert asked == ["qxzvw"]


def test_what_is_found_for_unknown_words_is_called_a_guess():
    assert finding.unknown_words(["qxzvw"]).startswith("“qxzvw” does not occur in")
    assert finding.unknown_words(["a", "b"]).startswith("“a”, “b” do not occur in")
