"""Swapped texts read as they should, keep an id, and say what they do to a model."""

import json

import numpy as np
import pandas as pd
import pytest

from core.audit.nonreliance import Head
from core.audit.swaps import (
    default_words,
    exchanged_texts,
    figures,
    swapped,
    swaps_of,
    words_from,
)
from core.audit.swaps.figures import worst
from core.errors import InputError

WORDS = default_words()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("He said that his boss thanked him.", "She said that her boss thanked her."),
        ("She lost her job and we saw her today.", "He lost his job and we saw him today."),
        ("It was hers. MEN and Women, Mr. Lee!", "It was his. WOMEN and Men, Ms. Lee!"),
        ("Her mother-in-law hurt herself.", "His father-in-law hurt himself."),
        ("We met her.", "We met him."),
        ("We told her that the girls left.", "We told him that the boys left."),
    ],
)
def test_words_of_a_pair_are_exchanged_as_they_stand(before, after):
    assert swapped(before, WORDS).text == after


@pytest.mark.parametrize("text", ["The theatre heats the shed.", "", "Then sheets, this, hero."])
def test_parts_of_other_words_are_left_alone(text):
    assert swapped(text, WORDS) is None


def test_the_direction_is_that_of_the_words_that_stood_there():
    assert swapped("He left.", WORDS).direction == "first"
    assert swapped("She left her office.", WORDS).direction == "second"
    assert swapped("He left her office.", WORDS).direction == "both"
    assert swapped("He took his hat and his coat.", WORDS).words == (("he", "she"), ("his", "her"))


def test_every_pair_that_comes_along_is_exchanged_one_way_at_least():
    for first, second in WORDS.pairs:
        assert second in {swapped(first, WORDS).text, first} or swapped(second, WORDS).text == first


def test_every_template_that_comes_along_can_be_swapped():
    made = swaps_of({}, WORDS)
    assert len(made) == len(WORDS.templates) >= 10
    assert {swap.origin for swap in made} == {"template"}


def test_exchanged_texts_are_those_of_the_swaps_by_row_and_templates_have_no_part_in_them():
    texts = {7: "He left.", 2: "It rains.", 4: "She saw him."}
    made = {swap.row: swap.after for swap in swaps_of(texts, WORDS) if swap.row is not None}
    assert exchanged_texts(texts, WORDS) == made
    assert list(made) == [7, 4]


def test_swaps_of_the_same_texts_keep_their_ids():
    texts = {3: "He is here.", 8: "Nothing to swap.", 9: "She is here."}
    first, again = (swaps_of(texts, WORDS) for _ in range(2))
    assert [s.id for s in first] == [s.id for s in again]
    assert len({s.id for s in first}) == len(first)
    assert [s.row for s in first if s.origin == "text"] == [3, 9]


def test_a_place_for_a_term_is_filled_with_each_of_them():
    own = words_from(
        {"pairs": [], "templates": ["{term} people are kind."], "terms": ["tall", "old", "shy"]},
        WORDS,
    )
    made = swaps_of({0: "He left."}, own)
    assert [(s.before, s.after) for s in made] == [
        ("tall people are kind.", "old people are kind."),
        ("tall people are kind.", "shy people are kind."),
    ]


def test_what_a_file_does_not_name_stays_as_it_comes():
    own = words_from({"pairs": [["Herr", "Frau"]]}, WORDS)
    assert own.pairs == (("herr", "frau"),)
    assert own.templates == WORDS.templates
    assert words_from(json.loads(json.dumps(own.as_json())), None) == own


@pytest.mark.parametrize(
    "content",
    [[], {"pears": []}, {"pairs": [["he"]]}, {"pairs": ["he she"]}, {"pairs": [["he", " "]]},
     {"templates": "He left."}, {"terms": [1]}],
)  # fmt: skip
def test_a_file_that_is_no_word_list_is_refused_with_what_is_wrong(content):
    with pytest.raises(InputError, match=r"write|see `selfreg swaps`"):
        words_from(content, WORDS)


def test_figures_are_those_worked_by_hand():
    none = np.zeros((1, 0))
    head = Head(np.array([[1.0]]), np.zeros(1), none, none[0], none.T, 0.5)
    swaps = swaps_of({0: "He left.", 1: "She left.", 2: "He saw her car."}, WORDS)[:3]
    before, after = np.array([[1.0], [1.0], [3.0]]), np.array([[-1.0], [2.0], [3.0]])
    told = figures(head, before, after, swaps, favourable=1)
    p = {x: 1 / (1 + np.exp(-x)) for x in (1, -1, 2, 3)}
    moves = [p[-1] - p[1], p[2] - p[1], 0.0]
    assert (told["n"], told["flips"]) == (3, 1)
    assert told["moves"] == pytest.approx(moves)
    assert told["mean_dp"] == pytest.approx(np.abs(moves).mean())
    assert told["towards_second"] == pytest.approx((moves[0] - moves[1]) / 2)
    assert worst(told["moves"], 2) == [0, 1]
    assert figures(head, before[:0], after[:0], [], 1)["towards_second"] is None


@pytest.mark.slow
def test_identity_templates_run_through_it(shared_data):
    """Forty sentences with each of fifty identity terms, decided by a model of their toxicity."""
    from real_model import embedder

    from core.audit.nonreliance import head_of
    from core.classify.plain import fit_plain
    from core.classify.problem import Problem

    path = shared_data / "identity_templates" / "test.parquet"
    if not path.is_file():
        pytest.skip(f"no identity templates at {path}")
    frame = pd.read_parquet(path).sample(360, random_state=0)
    spoken = [t.replace(i, "{term}") for t, i in zip(frame.text, frame.identity, strict=True)]
    terms = sorted(set(frame.identity))
    own = words_from({"pairs": [], "templates": spoken[:8], "terms": terms[:12]}, None)
    made = swaps_of({}, own)
    assert len(made) == 8 * 11
    assert all("{term}" not in swap.after for swap in made)

    e = embedder().embed(frame.text.tolist())
    cut = slice(0, 240), slice(240, None)
    labels = frame.label.tolist()
    problem = Problem.from_labels(e[cut[0]], labels[cut[0]], e[cut[1]], labels[cut[1]])
    head = head_of(fit_plain(problem, ridge=1e-3))
    sides = [
        embedder().embed([getattr(s, side) for s in made]).numpy() for side in ("before", "after")
    ]
    told = figures(head, *sides, made, favourable=0)
    assert told["n"] == 88
    assert told["mean_dp"] > 0.001
    assert told["upper"] > told["flips"] / 88
