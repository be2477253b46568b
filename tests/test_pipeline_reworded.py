"""What exchanged words change in the training texts is read once, and of the lists asked for."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from core.errors import CaseError, InputError
from core.pipeline import deletion, look, reworded, train_case
from core.pipeline.data import Data
from core.pipeline.evidence.swaps import _trained
from core.pipeline.flags import Flags
from core.pipeline.reworded import deleted, exchanged
from core.pipeline.swaps import case_swaps, set_swap_words, strike_swaps, swap_lists
from core.progress import silent

WHO = ("Ada Rossi", "2026-11-20T14:05:00Z")


def counts(texts):
    """Embeddings that count words: how many "he", how many "she"."""
    words = [text.lower().split() for text in texts]
    return torch.tensor([[float(w.count("he")), float(w.count("she"))] for w in words])


@pytest.fixture
def data(cli_case):
    frame = cli_case.texts().frame
    told = ["He said he may.", "Nobody is named.", "She builds.", "she and he"]
    frame = frame.loc[[0] * 4].reset_index(drop=True).assign(text=told, split="train")
    frame.loc[2, "split"] = "test"
    return Data(frame, counts(frame.text), torch.ones(4))


@pytest.fixture
def read(monkeypatch):
    """The texts that the language model was given, one list a call."""
    noted = []

    def embed(texts, progress):
        noted.append(list(texts))
        return counts(texts)

    monkeypatch.setattr(look, "load_model", lambda case: SimpleNamespace(embed=embed))
    return noted


def of(case):
    return swap_lists(case).words_sha256


def test_training_texts_with_a_word_of_a_pair_are_read_with_its_partner(cli_case, data, read):
    change = exchanged(cli_case, data, of(cli_case), silent)
    assert read == [["She said she may.", "he and she"]]
    assert change.tolist() == [[2.0, -2.0], [0.0, 0.0]]


def test_they_are_read_once_for_the_same_lists(cli_case, data, read):
    first = exchanged(cli_case, data, of(cli_case), silent)
    again = exchanged(cli_case, data, of(cli_case), silent)
    assert len(read) == 1
    assert torch.equal(first, again)


def test_other_lists_are_read_anew_and_the_old_ones_are_not_taken_for_them(cli_case, data, read):
    old = of(cli_case)
    set_swap_words(cli_case, {"pairs": [["named", "known"]]}, *WHO)
    with pytest.raises(CaseError, match="word lists of case 'c' have changed"):
        exchanged(cli_case, data, old, silent)
    exchanged(cli_case, data, of(cli_case), silent)
    assert read == [["Nobody is known."]]


def test_what_the_old_lists_changed_stays_known_after_people_changed_them(cli_case, data, read):
    old = of(cli_case)
    before = exchanged(cli_case, data, old, silent)
    set_swap_words(cli_case, {"pairs": [["named", "known"]]}, *WHO)
    assert torch.equal(exchanged(cli_case, data, old, silent), before)


def test_striking_a_swap_or_changing_templates_leaves_the_exchanged_words_the_same(cli_case):
    before = of(cli_case)
    strike_swaps(cli_case, [case_swaps(cli_case)[0].id], *WHO)
    set_swap_words(cli_case, {"templates": ["He waits."]}, *WHO)
    assert of(cli_case) == before


def test_lists_without_a_word_in_any_training_text_are_refused(cli_case, data, read):
    set_swap_words(cli_case, {"pairs": [["zebra", "okapi"]]}, *WHO)
    with pytest.raises(InputError, match="no training text has a word of the swap lists"):
        exchanged(cli_case, data, of(cli_case), silent)
    assert read == []


def test_of_many_texts_a_sample_is_read_the_same_each_time(cli_case, data, read, monkeypatch):
    monkeypatch.setattr(reworded, "ENOUGH", 1)
    exchanged(cli_case, data, of(cli_case), silent)
    (kept,) = cli_case.classifier_path("plain").parent.glob("exchange-*.safetensors")
    kept.unlink()
    exchanged(cli_case, data, of(cli_case), silent)
    assert read[0] == read[1]
    assert len(read[0]) == 1


def test_words_that_are_exchanged_are_not_deleted_too(cli_case, data, read, monkeypatch):
    spared = []

    def differences(*args, most, but):
        spared.append(but)
        return SimpleNamespace(differences=torch.zeros(len(spared), 2))

    monkeypatch.setattr(deletion, "deletion_differences", differences)
    set_swap_words(cli_case, {"pairs": [["he", "she"], ["his", "her"]]}, *WHO)
    whole = deleted(cli_case, data, Flags((), np.zeros((0, 2)), ()), silent)
    others = deleted(cli_case, data, Flags((), np.zeros((0, 2)), ()), silent, of(cli_case))
    assert spared == [frozenset(), {"he", "she", "his", "her"}]
    assert (len(whole), len(others)) == (1, 2)


@pytest.mark.parametrize(
    ("method", "strength", "says"),
    [("paper", None, "published method"), ("hard", 0.0, "strength 0"), ("soft", 0.0, "strength 0")],
)
def test_swaps_that_nothing_is_paid_for_are_refused(cli_case, method, strength, says):
    with pytest.raises(InputError, match=says):
        train_case(cli_case, method, strength, swaps=True)


def test_evidence_tells_the_pairs_of_the_training_from_others():
    assert [_trained(paid, "a" * 64) for paid in ("", "a" * 64, "b" * 64)] == [
        "",
        "these",
        "others",
    ]
