"""Texts in another language are told from those tried; other English texts are not."""

import math

import numpy as np
import pytest
import torch

from core.classify.language import LENGTHS, Language, language_of
from core.sample import applications

GERMAN = [
    "Sehr geehrte Damen und Herren, hiermit bewerbe ich mich auf die Stelle als Elektriker. Ich "
    "habe zehn Jahre Erfahrung in der Wartung von Anlagen und arbeite gern im Team.",
    "Sie hat ihre Ausbildung zur Köchin abgeschlossen und leitet seit drei Jahren eine Küche.",
    "Ich habe die Prüfung bestanden und bin ab sofort verfügbar.",
]
FRENCH = [
    "Madame, Monsieur, je vous adresse ma candidature au poste d'électricien. J'ai dix ans "
    "d'expérience dans l'entretien des installations et j'aime travailler en équipe.",
    "Elle a terminé sa formation de cuisinière et dirige une cuisine depuis trois ans.",
    "J'ai réussi l'examen et je suis disponible immédiatement.",
]
ENGLISH = [
    "She finished her training as a cook and has led a kitchen with five people for three years.",
    "I passed the exam and am available at once.",
    "The patient complained of pain in the arm and a light fever after the vaccination.",
]


@pytest.fixture(scope="module")
def texts():
    return applications(600, seed=3).frame.text.tolist()


@pytest.fixture(scope="module")
def english(texts):
    return language_of(texts)


def test_german_and_french_are_told_from_english(english):
    assert english.strange(GERMAN) == [True] * 3
    assert english.strange(FRENCH) == [True] * 3
    assert english.strange(["Пациент жаловался на боль в руке и жар после прививки."]) == [True]


def test_english_that_was_not_tried_is_let_through(english):
    assert english.strange(ENGLISH) == [False] * 3


def test_of_the_texts_tried_next_to_none_is_held_back(english, texts):
    assert sum(english.strange(texts)) <= 1 + 0.002 * len(texts)


def test_nothing_is_said_of_a_text_that_is_too_short_to_tell(english):
    assert english.strange(["Straße", "", "…", "Grüße aus Köln"]) == [False] * 4


def test_another_language_may_be_the_one_tried():
    german = language_of([f"{GERMAN[i % 3]} {GERMAN[i // 3]}" for i in range(9)] * 5)
    assert german.strange(GERMAN) == [False] * 3
    assert german.strange([FRENCH[0], ENGLISH[0]]) == [True, True]


def test_surprise_is_that_of_the_counts_worked_by_hand():
    # "abc" was seen 3 times, "bcd" once: 4 runs and half a run for each of three kinds.
    runs = sorted((ord(a) << 42) | (ord(b) << 21) | ord(c) for a, b, c in ("abc", "bcd"))
    text = "abcd" * 7  # 28 characters: 7 abc, 7 bcd, and 12 of runs never seen
    bits = [-math.log2(n / 5.5) for n in (3.5, 1.5, 0.5)]
    mean = (7 * bits[0] + 7 * bits[1] + 12 * bits[2]) / 26
    for bound, strange in ((mean + 1e-4, False), (mean - 1e-4, True)):
        bounds = torch.full((len(LENGTHS),), bound, dtype=torch.float32)
        made = Language(torch.tensor(runs), torch.tensor([3, 1]), bounds)
        assert made.strange([text]) == [strange]


def test_letters_count_whatever_their_case_and_numbers_whatever_they_are(english):
    loud = [text.upper().replace("three", "3,000") for text in ENGLISH]
    assert english.strange(loud) == [False] * 3


def test_what_is_kept_tells_of_no_single_text(texts):
    name = "Qxzwyk Vuubbjk"
    kept = language_of([*texts, f"I am {name} and I apply."])
    assert {(ord("q") << 42) | (ord("x") << 21) | ord("z")}.isdisjoint(kept.runs.tolist())


@pytest.mark.parametrize("texts", [[], ["short"], ["the same text again and again"] * 3])
def test_few_texts_still_make_a_measure(texts):
    made = language_of(texts)
    assert made.strange(texts) == [False] * len(texts)
    assert np.all(np.diff(made.runs.numpy()) > 0)
