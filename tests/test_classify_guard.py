"""The guard lets texts through that are like those tried, and says why it holds others back."""

import json
from dataclasses import replace

import pytest
import torch

from core.classify.classifier import Classifier, load_classifier, save_classifier
from core.classify.guard import FOREIGN, LONG, SHORT, STRONG, UNLIKE, guard_of
from core.sample import applications

D_IN = 16


def flat(n=2000, seed=0):
    """Embeddings that vary along the first four dimensions alone, but for a little noise."""
    generator = torch.Generator().manual_seed(seed)
    e = 0.01 * torch.randn(n, D_IN, generator=generator)
    e[:, :4] += torch.rand(n, 4, generator=generator)
    return e


def guard():
    e = flat()
    tried = ["x" * 10, "x" * 250, "x" * 900]
    return guard_of(e, torch.eye(D_IN)[:2] * 3, tried, [False, False, True]), e


def why(made, e, lengths):
    """The reasons for texts of these lengths, all of them read whole."""
    return made.reasons(e, ["x" * n for n in lengths], [False] * len(e))


def test_texts_tried_are_within_but_for_one_in_a_thousand():
    made, e = guard()
    reasons = why(made, e, [250] * len(e))
    assert not any(STRONG in why or LONG in why for why in reasons)
    assert sum(UNLIKE in why for why in reasons) <= 2


def test_a_flagged_feature_beyond_its_range_is_held_back():
    made, e = guard()
    beyond = e[:1].clone()
    beyond[0, 1] = e[:, 1].max() + 0.01
    assert STRONG in why(made, beyond, [10])[0]
    other = e[:1].clone()
    other[0, 3] = e[:, 3].max() + 0.01  # nobody flagged that direction
    assert STRONG not in why(made, other, [10])[0]


def test_a_text_of_another_kind_and_a_longer_one_are_held_back():
    made, e = guard()
    strange = e[:1].clone()
    strange[0, 12:] += 0.5
    assert why(made, strange, [10]) == [[UNLIKE]]
    assert why(made, e[5:6], [251])[0] == [LONG]
    assert why(made, e[5:6], [9])[0] == [SHORT]


def test_a_text_in_another_language_is_held_back_with_a_reason_of_its_own():
    e, english = flat(200), applications(200).frame.text.tolist()
    made = guard_of(e, torch.eye(D_IN)[:1], english, [False] * 200)
    german = ["Sie bewirbt sich um die Stelle und hat schon zehn Jahre lang als Köchin gearbeitet."]
    assert made.reasons(e[:1], german, [True])[0] == [LONG, SHORT, FOREIGN]
    assert made.reasons(e, english, [False] * 200)[5:7] == [[], []]


@pytest.mark.parametrize("n", [1, 3, 40])
def test_few_texts_still_make_a_guard(n):
    e = flat(n)
    made = guard_of(e, torch.eye(D_IN)[:1], ["x" * 5] * n, [False] * n)
    assert why(made, e[:1], [5])[0] in ([], [UNLIKE])


def test_the_guard_is_kept_with_the_model(tmp_path):
    made, e = guard()
    weights, bias = torch.ones(1, D_IN).double(), torch.zeros(1).double()
    model = Classifier(weights, bias, ("a", "b"), 0.5, "hard", 0.0, 1e-3, 1e-9, guard=made)
    save_classifier(model, tmp_path / "m")
    again = load_classifier(tmp_path / "m").guard
    assert why(again, e + 0.2, [300] * len(e)) == why(made, e + 0.2, [300] * len(e))
    assert (again.outside, again.characters, again.least) == (made.outside, 250, 10)
    for name in ("runs", "counts", "bounds"):
        assert torch.equal(getattr(again.language, name), getattr(made.language, name))


def test_a_model_that_was_kept_before_there_was_a_measure_of_language_is_still_read(tmp_path):
    made, e = guard()
    weights, bias = torch.ones(1, D_IN).double(), torch.zeros(1).double()
    older = replace(made, language=None)
    model = Classifier(weights, bias, ("a", "b"), 0.5, "hard", 0.0, 1e-3, 1e-9, guard=older)
    save_classifier(model, tmp_path / "m")
    facts = json.loads((tmp_path / "m.json").read_text("utf-8"))
    del facts["guard"]["least"]
    (tmp_path / "m.json").write_text(json.dumps(facts), "utf-8")
    again = load_classifier(tmp_path / "m").guard
    assert again.reasons(e[5:6], ["Wir haben das noch nie gesehen, nicht?"], [False]) == [[]]


def test_a_prediction_is_certified_only_by_a_certificate_within_its_limit():
    from types import SimpleNamespace

    from core.report.bundle import NO_CERTIFICATE, _uncertified

    made, e = guard()
    embedder = SimpleNamespace()
    told = why(made, e[:3], [40] * 3)

    def found(state, guard=made):
        report = {"nonreliance": {"tested": True, "summary": {"state": state}}}
        bundle = SimpleNamespace(classifier=SimpleNamespace(guard=guard), report=report)
        return _uncertified(bundle, ["x" * 40] * 3, e[:3], embedder)

    assert found("within the limit") == told
    assert found("over the limit")[0][0] == "the certificate of the model is: over the limit"
    assert found("within the limit", None) == [[NO_CERTIFICATE]] * 3
    cut = SimpleNamespace(tokenize=lambda texts: SimpleNamespace(cut=[False, True, False]))
    embedder = cut
    assert [LONG in each for each in found("within the limit")] == [False, True, False]
