"""Depths 2 to 4: figures, scores, certificate and embeddings are worked out again and compared."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
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
from core.report.retest import no_texts, reembed, retest
from core.report.stored import (
    ACTIVATIONS,
    PREDICTIONS,
    Activations,
    activations_bytes,
    predictions_bytes,
    row_id,
)

FLAGS = torch.eye(8)[:2]
SITE_NAMES = ("checksum", "pooling", "max_tokens", "d_in")


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    return signed_content(parts(tmp_path_factory.mktemp("depths")))


def bad(checks):
    return [check.message for check in checks if not check.ok]


def test_every_group_figure_follows_from_the_stored_predictions(content):
    checks = list(recheck(content))
    assert [check.name for check in checks] == [
        "decisions", "audit figures", "changed decisions", "fairness figures",
    ]  # fmt: skip
    assert bad(checks) == []


def test_one_changed_prediction_is_found_by_the_figure_it_changes(content):
    table = stored_table(frame())
    table.loc[0, "regularized"] = "hired" if table.regularized[0] == "rejected" else "rejected"
    found = bad(recheck(content | {PREDICTIONS: predictions_bytes(table)}))
    assert len(found) == 4
    assert "eval_predictions.csv does not hold the decisions of data/eval_pred" in found[0]
    assert "in the report and" in found[1]


def test_a_changed_figure_is_named_with_both_values(content):
    report = build_report(inputs())
    report["audit"]["changed"] += 1
    changed = content | {"report.json": json.dumps(report).encode()}
    assert bad(recheck(changed))[0].startswith("report.json: audit figures changed is")


def test_a_changed_decision_left_out_of_the_list_is_found(content):
    report = build_report(inputs())
    gone = report["changed"]["rows"].pop(3)
    found = bad(recheck(content | {"report.json": json.dumps(report).encode()}))
    assert len(found) == 1
    assert found[0].startswith("report.json: changed decisions rows")
    assert gone["row"] in set(pd.Series(stored_table(frame()).row).str[:12])


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


def test_texts_of_other_people_are_named_as_such_and_leave_the_check_open(tmp_path):
    content, held = strict_case(tmp_path)
    (check,) = reembed(content, ["…"] * 2, embedder(-held.embeddings[:2]))
    assert (
        check.message == "none of the texts given is one of the 300 that the bundle was tested on"
    )
    assert (check.ok, check.checked) == (True, False)
    assert (no_texts().ok, no_texts().checked) == (True, False)
    assert "the bundle holds no texts" in no_texts().message


def test_a_model_that_decides_otherwise_on_texts_embedded_again_fails(tmp_path):
    content, held = strict_case(tmp_path)
    save_classifier(classifier(), tmp_path / "other")
    swapped = content | {
        TENSORS: (tmp_path / "other.safetensors").read_bytes(),
        FACTS: (tmp_path / "other.json").read_bytes(),
    }
    found = bad(reembed(swapped, ["…"] * 300, embedder(held.embeddings)))
    assert found[0].startswith("embedded and decided again, 300 texts:")
    assert "(0.01 is allowed)" in found[0]


@cache
def real_case() -> tuple[dict[str, bytes], list[str]]:
    """A bundle's parts for texts that the embedded language model read, and those texts."""
    from real_model import VARIED
    from real_model import embedder as load

    texts = [text for text in VARIED if len(text.split()) > 3]
    model, e = replace(classifier(), weights=torch.randn(1, 384).double()), load().embed(texts)
    folder = Path(mkdtemp())
    save_classifier(model, folder / "m")
    table = pd.DataFrame({"label": "hired", "regularized": model.decide(e)})
    table["regularized_chance"] = model.probabilities(e)[:, 0].numpy()
    flags, n = torch.eye(384)[:2], len(texts)
    held = Activations(
        torch.arange(n).int(), e, flags, torch.arange(2).int(), torch.zeros(n, 2), flags
    )
    site = {name: getattr(load().site, name) for name in ("model", *SITE_NAMES)}
    return {
        TENSORS: (folder / "m.safetensors").read_bytes(),
        FACTS: (folder / "m.json").read_bytes(),
        EMBEDDING: json.dumps(site).encode(),
        PREDICTIONS: predictions_bytes(table),
        ACTIVATIONS: activations_bytes(held),
        "report.json": json.dumps({"case": {"favourable": "hired"}}).encode(),
    }, texts


def test_the_real_model_reads_a_sample_of_the_texts_again_and_the_bundle_decides_alike():
    from real_model import embedder as load

    content, texts = real_case()
    sample = list(reembed(content, texts[::-1], load(), sample=5))
    assert [check.message.split(":")[0] for check in sample] == [
        f"5 of {len(texts)} stored texts are among those given, of a sample of 5",
        "embedded and decided again, 5 texts",
    ]
    assert all(check.ok and check.checked for check in sample)
    assert ": 0 decided otherwise" in sample[1].message
    part = list(reembed(content, texts[:5], load()))
    assert [(check.ok, check.checked) for check in part] == [(True, False), (True, True)]


def test_the_real_model_tells_other_texts_from_those_of_the_bundle():
    from real_model import embedder as load

    content, texts = real_case()
    (check,) = reembed(content, [f"Not {text[::-1]}" for text in texts[:4]], load())
    assert not check.checked
    assert check.message.startswith("none of the texts given is one of the")


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
