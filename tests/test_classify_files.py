"""A classifier decides by its threshold and comes back from its files bit for bit."""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import torch
from classify_world import world

from core.classify.classifier import load_classifier, pack, save_classifier, unpack
from core.classify.descent import PaperSettings
from core.classify.hard import fit_hard
from core.classify.paper import fit_paper
from core.classify.plain import fit_plain
from core.classify.removal import Removal
from core.errors import CaseError, InputError, IntegrityError

QUICK = PaperSettings(epochs=2)
FACTS = ("labels", "threshold", "method", "strength", "ridge", "gradient_norm", "rank")


@cache
def models():
    two, three = world(), world(3)
    return (
        fit_plain(two.problem, 1e-3),
        fit_plain(three.problem, 1e-3),
        fit_hard(two.problem, two.directions, 1e-3),
        *(fit_paper(w.problem, flagged(w), 3.0, settings=QUICK) for w in (two, three)),
    )


def flagged(given):
    return Removal(
        W_enc=given.directions.T.float(),
        b_enc=torch.full((3,), 0.1),
        W_dec=given.directions.float(),
        b_dec=torch.full((12,), 0.01),
        scale=1 / 3,
    )


def test_every_kind_of_model_comes_back_bit_for_bit(tmp_path):
    e = world().problem.e_valid
    for number, model in enumerate(models()):
        path = tmp_path / "classifiers" / f"model.{number}"
        path.parent.mkdir(exist_ok=True)
        save_classifier(model, path)
        again = load_classifier(path)
        assert [getattr(again, name) for name in FACTS] == [getattr(model, name) for name in FACTS]
        assert torch.equal(again.weights, model.weights)
        assert torch.equal(again.bias, model.bias)
        assert torch.equal(again.probabilities(e), model.probabilities(e))
        assert (again.decide(e) == model.decide(e)).all()
        assert (again.removal is None) == (model.removal is None)
    names = {file.name for file in (tmp_path / "classifiers").iterdir()}
    assert names == {f"model.{n}.{kind}" for n in range(5) for kind in ("json", "safetensors")}


def test_the_description_is_plain_json_without_infinities(tmp_path):
    for model in models():
        packed = pack(model)
        text = json.dumps(packed.facts, allow_nan=False)
        assert unpack(replace(packed, facts=json.loads(text))).labels == model.labels


def test_weights_that_do_not_belong_to_their_description_are_refused(tmp_path):
    given = world()
    save_classifier(fit_plain(given.problem, 1e-3), tmp_path / "plain")
    save_classifier(fit_plain(given.problem, 1e-2), tmp_path / "other")
    (tmp_path / "other.safetensors").rename(tmp_path / "plain.safetensors")
    with pytest.raises(IntegrityError, match="train again"):
        load_classifier(tmp_path / "plain")


def test_a_model_that_was_never_saved_is_missed_by_name(tmp_path):
    with pytest.raises(CaseError, match="'regularized'"):
        load_classifier(tmp_path / "regularized")


def test_a_probability_at_the_threshold_decides_for_the_second_label():
    model = fit_plain(world().problem, 1e-2)
    e = world().problem.e_valid
    chances = model.probabilities(e)[:, 1]
    third = replace(model, threshold=float(chances.sort().values[-3]))
    assert (third.decide(e) == model.labels[1]).sum() == 3
    logits = model.logits(e)[:, 0]
    between = replace(model, threshold=0.37)
    assert torch.equal(between.codes(e) == 1, logits >= between.cut)
    assert between.cut == pytest.approx(np.log(0.37 / 0.63))


def test_probabilities_sum_to_one_and_name_every_label():
    for model in models():
        chances = model.probabilities(world().problem.e_valid)
        assert chances.shape == (200, len(model.labels))
        assert (chances.sum(1) - 1).abs().max() < 1e-12


def test_embeddings_of_another_size_are_refused():
    model = fit_plain(world().problem, 1e-2)
    with pytest.raises(InputError, match="5 dimensions for a classifier of 12"):
        model.logits(torch.zeros(2, 5))
    with pytest.raises(InputError, match="no threshold"):
        _ = fit_plain(world(3).problem, 1e-2).cut
