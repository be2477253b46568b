"""The guard lets texts through that are like those tried, and says why it holds others back."""

import pytest
import torch

from core.classify.classifier import Classifier, load_classifier, save_classifier
from core.classify.guard import LONG, STRONG, UNLIKE, guard_of

D_IN = 16


def flat(n=2000, seed=0):
    """Embeddings that vary along the first four dimensions alone, but for a little noise."""
    generator = torch.Generator().manual_seed(seed)
    e = 0.01 * torch.randn(n, D_IN, generator=generator)
    e[:, :4] += torch.rand(n, 4, generator=generator)
    return e


def guard():
    e = flat()
    return guard_of(e, torch.eye(D_IN)[:2] * 3, [10, 250]), e


def test_texts_tried_are_within_but_for_one_in_a_thousand():
    made, e = guard()
    reasons = made.reasons(e, [250] * len(e))
    assert not any(STRONG in why or LONG in why for why in reasons)
    assert sum(UNLIKE in why for why in reasons) <= 2


def test_a_flagged_feature_beyond_its_range_is_held_back():
    made, e = guard()
    beyond = e[:1].clone()
    beyond[0, 1] = e[:, 1].max() + 0.01
    assert STRONG in made.reasons(beyond, [10])[0]
    other = e[:1].clone()
    other[0, 3] = e[:, 3].max() + 0.01  # nobody flagged that direction
    assert STRONG not in made.reasons(other, [10])[0]


def test_a_text_of_another_kind_and_a_longer_one_are_held_back():
    made, e = guard()
    strange = e[:1].clone()
    strange[0, 12:] += 0.5
    assert made.reasons(strange, [10]) == [[UNLIKE]]
    assert made.reasons(e[5:6], [251])[0][-1] == LONG


@pytest.mark.parametrize("n", [1, 3, 40])
def test_few_texts_still_make_a_guard(n):
    e = flat(n)
    made = guard_of(e, torch.eye(D_IN)[:1], [5] * n)
    assert made.reasons(e[:1], [5])[0] in ([], [UNLIKE])


def test_the_guard_is_kept_with_the_model(tmp_path):
    made, e = guard()
    weights, bias = torch.ones(1, D_IN).double(), torch.zeros(1).double()
    model = Classifier(weights, bias, ("a", "b"), 0.5, "hard", 0.0, 1e-3, 1e-9, guard=made)
    save_classifier(model, tmp_path / "m")
    again = load_classifier(tmp_path / "m").guard
    assert again.reasons(e + 0.2, [300] * len(e)) == made.reasons(e + 0.2, [300] * len(e))
    assert (again.outside, again.characters) == (made.outside, 250)


def test_a_prediction_is_certified_only_by_a_certificate_within_its_limit():
    from types import SimpleNamespace

    from core.report.bundle import NO_CERTIFICATE, _uncertified

    made, e = guard()
    embedder = SimpleNamespace()
    told = made.reasons(e[:3], [4] * 3)

    def why(state, guard=made):
        report = {"nonreliance": {"tested": True, "summary": {"state": state}}}
        bundle = SimpleNamespace(classifier=SimpleNamespace(guard=guard), report=report)
        return _uncertified(bundle, ["text"] * 3, e[:3], embedder)

    assert why("within the limit") == told
    assert why("over the limit")[0][0] == "the certificate of the model is: over the limit"
    assert why("within the limit", None) == [[NO_CERTIFICATE]] * 3
    cut = SimpleNamespace(tokenize=lambda texts: SimpleNamespace(cut=[False, True, False]))
    embedder = cut
    assert [LONG in each for each in why("within the limit")] == [False, True, False]
