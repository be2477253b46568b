"""Depths 2 to 4: figures, scores, certificate and embeddings are worked out again and compared."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
import torch
from report_case import SITE, classifier, frame, inputs, parts, stored_table

from core.audit.nonreliance import Allowed, Flagged, certificate, head_of
from core.audit.nonreliance.moves import ranges_of
from core.classify.classifier import save_classifier
from core.classify.penalties import contributions, reliance
from core.errors import InputError
from core.report import build_report
from core.report.bundle import signed_content
from core.report.compare import difference
from core.report.intact import EMBEDDING, FACTS, TENSORS
from core.report.recheck import recheck
from core.report.retest import reembed, retest
from core.report.stored import (
    ACTIVATIONS,
    PREDICTIONS,
    Activations,
    activations_bytes,
    predictions_bytes,
    row_id,
)

FLAGS = torch.eye(8)[:2]


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    return signed_content(parts(tmp_path_factory.mktemp("depths")))


def bad(checks):
    return [check.message for check in checks if not check.ok]


def test_every_group_figure_follows_from_the_stored_predictions(content):
    checks = list(recheck(content))
    assert [check.name for check in checks] == ["audit figures", "fairness figures"]
    assert bad(checks) == []


def test_one_changed_prediction_is_found_by_the_figure_it_changes(content):
    table = stored_table(frame())
    table.loc[0, "regularized"] = "hired" if table.regularized[0] == "rejected" else "rejected"
    found = bad(recheck(content | {PREDICTIONS: predictions_bytes(table)}))
    assert len(found) == 2
    assert "in the report and" in found[0]


def test_a_changed_figure_is_named_with_both_values(content):
    report = build_report(inputs())
    report["audit"]["changed"] += 1
    changed = content | {"report.json": json.dumps(report).encode()}
    assert bad(recheck(changed))[0].startswith("report.json: audit figures changed is")


def test_the_stored_predictions_hold_no_text_and_no_id(content):
    table = stored_table(frame())
    assert "text" not in table
    assert not set(table.row) & set(frame().id)
    assert b"a confidential sentence" not in content[PREDICTIONS]
    assert row_id(b"a", "t1") != row_id(b"b", "t1")


def strict_case(folder, n=300):
    """A model at right angles to two flagged directions, its texts, codes and certificate."""
    rng = np.random.default_rng(0)
    model = classifier()
    weights = model.weights.clone()
    weights[:, :2] = 0
    model = replace(model, weights=weights)
    save_classifier(model, folder / "m")
    e = torch.nn.functional.normalize(torch.from_numpy(rng.normal(size=(n, 8))).float(), dim=1)
    codes = np.maximum(rng.normal(size=(n, 2)), 0)
    chance = model.probabilities(e)[:, 0].numpy()
    table = pd.DataFrame({"label": "hired", "regularized": model.decide(e)})
    table["regularized_chance"] = chance
    flagged = Flagged(
        (17, 212), ("he, his", "maternity"), FLAGS.double().numpy(), codes, ranges_of(codes)
    )
    head = head_of(model)
    found = certificate(
        {"plain": head, "regularized": head}, e.double().numpy(), flagged, Allowed()
    )
    z = contributions(scipy.sparse.csr_matrix(codes), FLAGS)
    report = {
        "case": {"favourable": "hired", "seed": 0},
        "model": {"method": "hard"},
        "audit": {"reliance": {"regularized": reliance(model, z, e)}},
        "nonreliance": found,
    }
    numbers = torch.tensor([17, 212]).int()
    held = Activations(torch.arange(n).int(), e, FLAGS, numbers, torch.from_numpy(codes), FLAGS)
    return {
        TENSORS: (folder / "m.safetensors").read_bytes(),
        FACTS: (folder / "m.json").read_bytes(),
        EMBEDDING: json.dumps(SITE).encode(),
        PREDICTIONS: predictions_bytes(table),
        ACTIVATIONS: activations_bytes(held),
        "report.json": json.dumps(report).encode(),
    }, held


def test_the_exported_model_gives_what_was_stored(tmp_path):
    content, _ = strict_case(tmp_path)
    checks = list(retest(content))
    assert [c.name for c in checks] == ["scores", "right angles", "reliance", "certificate"]
    assert bad(checks) == []


def test_another_model_fails_each_test_by_its_name(tmp_path):
    content, _ = strict_case(tmp_path)
    save_classifier(classifier(), tmp_path / "other")
    swapped = content | {
        TENSORS: (tmp_path / "other.safetensors").read_bytes(),
        FACTS: (tmp_path / "other.json").read_bytes(),
    }
    found = [check.name for check in retest(swapped) if not check.ok]
    assert found == ["scores", "right angles", "reliance", "certificate"]


def test_without_activations_the_model_could_not_be_tested(tmp_path):
    content, _ = strict_case(tmp_path)
    del content[ACTIVATIONS]
    (check,) = retest(content)
    assert (check.ok, check.checked) == (True, False)


def embedder(embeddings, **site):
    given = SITE | site
    return SimpleNamespace(site=SimpleNamespace(**given), embed=lambda texts: embeddings)


def test_texts_embedded_again_are_found_and_decided_alike(tmp_path):
    content, held = strict_case(tmp_path)
    shuffled = held.embeddings.flip(0)
    checks = list(reembed(content, ["…"] * 300, embedder(shuffled)))
    assert bad(checks) == []
    assert all(check.checked for check in checks)
    some = list(reembed(content, ["…"] * 9, embedder(shuffled[:9])))
    assert some[0].message == "9 of 300 stored texts are among those given"
    assert not some[0].checked
    with pytest.raises(InputError, match="checksum"):
        list(reembed(content, ["…"], embedder(shuffled, checksum="6" * 64)))


@pytest.mark.parametrize(
    ("found", "told", "says"),
    [
        ({"a": [1, 2.0]}, {"a": [1, 2]}, ""),
        ({"a": [1, 2.1]}, {"a": [1, 2]}, "x a 2 is 2 in the report and 2.1 recomputed"),
        ({"a": None}, {"a": 0}, "x a is 0 in the report, None recomputed"),
        ({"a": 1}, {"b": 1}, "x is {'b': 1} in the report, {'a': 1} recomputed"),
        (True, 1, "x is 1 in the report, True recomputed"),
    ],
)
def test_the_first_difference_is_named(found, told, says):
    assert difference("x", found, told) == says
