"""The sample case reads like English written by different people."""

import re
from collections import Counter

import pytest

from core.sample.applications import applications
from core.sample.grammar import Dice, choose, fill, number, tidy
from core.sample.people import GENDER_WORDS
from core.sample.work import OCCUPATIONS

# Words that take the other article than their first letter suggests.
SOUNDS_LIKE_A_CONSONANT = ("university", "uni", "used", "useful", "one", "European")
SOUNDS_LIKE_A_VOWEL = ("hour", "honest", "8", "11", "18", "HR", "SQL")


@pytest.fixture(scope="module")
def sample():
    return applications()


@pytest.fixture(scope="module")
def sentences(sample):
    return [s for text in sample.frame["text"] for s in re.split(r"(?<=[.!?]) ", text)]


class _Low:
    """Dice that always draw the first option."""

    below = staticmethod(lambda n: 0)
    pick = staticmethod(lambda options: options[0])


def test_nested_choices_are_made_from_the_inside():
    assert choose("a [b [c|d]|e] f[|g]", _Low()) == "a b c f"


@pytest.mark.parametrize(
    ("slot", "value"),
    [("3-9", "three"), ("11-20", "11"), ("#3-9", "3"), ("10-10", "ten"), ("he", None)],
)
def test_numbers_up_to_ten_are_words_unless_digits_are_asked_for(slot, value):
    assert number(slot, _Low()) == value


def test_slots_inside_the_value_of_a_slot_are_filled_too():
    values = {"a": "x {b}", "b": "y"}
    assert fill("{a} z", values.__getitem__) == "x y z"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a hour and a apple", "An hour and an apple."),
        ("a university , a one-off", "A university, a one-off."),
        ("met  her. a 11-page note", "Met her. An 11-page note."),
        ("at a owner's request", "At an owner's request."),
    ],
)
def test_tidy_mends_articles_spaces_and_capitals(raw, clean):
    assert tidy(raw) == clean


def test_no_slot_choice_or_double_space_is_left(sample):
    for text in sample.frame["text"]:
        assert not re.search(r"[\[\]{}|]|\s{2}|\s[,.;:]|\.\.|^\s|\s$|\bNone\b", text), text


def test_every_article_fits_its_noun(sentences):
    for sentence in sentences:
        for article, noun in re.findall(r"\b(an?) ([\w-]+)", sentence, re.IGNORECASE):
            vowel = noun[0].lower() in "aeiou" and not noun.startswith(SOUNDS_LIKE_A_CONSONANT)
            vowel = vowel or noun.startswith(SOUNDS_LIKE_A_VOWEL)
            assert (article.lower() == "an") == vowel, sentence


def test_every_sentence_starts_with_a_capital_and_ends_with_a_stop(sentences):
    for sentence in sentences:
        assert re.match(r"[A-Z0-9]", sentence), sentence
        assert sentence[-1] in ".!?", sentence


def test_verbs_agree_with_the_pronoun(sample):
    wrong = r"\b(?:they (?:has|is|was|does|\w+[^s]s)|s?he (?:have|are|were|do|play|work))\b"
    for text in sample.frame["text"]:
        assert not re.search(wrong, text, re.IGNORECASE), text


def test_texts_have_2_to_7_sentences_and_35_to_110_words(sample):
    words = sample.frame["text"].str.split().str.len()
    stops = sample.frame["text"].str.count(r"[.!?](?: |$)")
    assert words.between(35, 110).all()
    assert stops.between(2, 7).all()
    assert words.std() > 10


def test_hardly_any_text_is_said_twice(sample):
    assert sample.frame["text"].duplicated().mean() < 0.01


def test_two_of_three_sentences_are_unique(sentences):
    counts = Counter(sentences)
    assert len(counts) / len(sentences) > 0.66
    assert max(counts.values()) < 0.02 * 4000


def test_texts_open_in_many_ways(sample):
    openings = sample.frame["text"].str.split().str[:2].str.join(" ")
    assert openings.nunique() > 1000
    assert openings.value_counts(normalize=True).iloc[0] < 0.06


def test_no_text_uses_words_of_the_other_gender(sample):
    told = sample.frame[sample.told]
    for text, gender in zip(told["text"], told["gender"], strict=True):
        words = set(re.findall(r"[a-z]+(?:-[a-z]+)?", text.lower()))
        other = "man" if gender == "woman" else "woman"
        assert not words & set(GENDER_WORDS[other]), text
        assert words & set(GENDER_WORDS[gender]), text


def test_there_are_at_least_25_full_occupations():
    assert len(OCCUPATIONS) >= 25
    assert len({work.title for work in OCCUPATIONS}) == len(OCCUPATIONS)
    for work in OCCUPATIONS:
        fields = (work.employers, work.duties, work.tools, work.strong, work.weak)
        assert all(len(field) >= 3 for field in fields), work.title


def test_every_occupation_occurs(sample):
    everything = "\n".join(sample.frame["text"]).lower()
    assert all(work.title.lower() in everything for work in OCCUPATIONS)


def test_several_draws_different_things():
    import numpy as np

    dice = Dice(np.random.default_rng(1))
    assert sorted(dice.several("abc", 5)) == ["a", "b", "c"]
    assert len(set(dice.several(range(100), 40))) == 40
