"""The figures as a file, and in the shape that other programs read."""

import json
from dataclasses import fields

import numpy as np
import pandas as pd
import pytest

from core.audit import Predictions, audit, load_audit, save_audit, to_json
from core.errors import CaseError


def made(groups=("sex", "age")):
    rng = np.random.default_rng(0)
    n = 200
    frame = pd.DataFrame(
        {
            "id": [str(i) for i in range(n)],
            "text": ["a secret text"] * n,
            "label": rng.choice(["no", "yes"], n),
            "sex": rng.choice(np.array(["f", "m", None], dtype=object), n),
            "age": ["old"] + ["young"] * (n - 1),
        }
    )
    models = [Predictions(rng.choice(["no", "yes"], n), rng.random(n)) for _ in range(2)]
    return audit(frame, *models, "yes", groups, reliance={"plain": 0.4, "regularized": 0})


@pytest.mark.parametrize("groups", [("sex", "age"), ()])
def test_what_is_saved_is_loaded(tmp_path, groups):
    before = made(groups)
    save_audit(before, tmp_path / "audit.json")
    after = load_audit(tmp_path / "audit.json")
    for field in fields(before):
        ours, theirs = getattr(before, field.name), getattr(after, field.name)
        if isinstance(ours, pd.DataFrame):
            pd.testing.assert_frame_equal(ours, theirs)
        else:
            assert ours == theirs


def test_the_shape_others_rely_on():
    shown = to_json(made())
    rates = [
        f"{m}{b}"
        for m in ("selection_rate", "tpr", "fpr", "accuracy")
        for b in ("", "_low", "_high")
    ]
    assert set(shown) >= {"groups", "gaps", "changed", "overall", "reliance", "changed_by_group"}
    assert all(list(g) == ["model", "column", "group", "n", *rates] for g in shown["groups"])
    assert {g["model"] for g in shown["groups"]} == {"plain", "regularized"}
    assert {g["model"] for g in shown["gaps"]} == {"plain", "regularized", "change"}
    assert isinstance(shown["changed"], int)
    assert shown["reliance"] == {"plain": 0.4, "regularized": 0.0}


def test_counts_stand_in_the_order_of_the_groups_they_belong_to():
    shown = to_json(made())
    for rate, count in zip(shown["groups"], shown["counts"], strict=True):
        assert all(rate[key] == count[key] for key in ("model", "column", "group", "n"))
        assert rate["selection_rate"] == count["selected"] / count["n"]


def test_zero_of_zero_is_null_in_strict_json():
    shown = json.loads(json.dumps(to_json(made()), allow_nan=False))
    (old,) = [g for g in shown["groups"] if g["group"] == "old" and g["model"] == "plain"]
    assert (old["tpr"] is None) != (old["fpr"] is None)  # its one text has one label


def test_no_text_is_in_the_figures():
    assert "secret" not in json.dumps(to_json(made()))


def test_a_missing_or_foreign_file_says_what_to_do(tmp_path):
    with pytest.raises(CaseError, match="selfreg audit"):
        load_audit(tmp_path / "audit.json")
    (tmp_path / "audit.json").write_text('{"schema": "selfreg-audit/9"}')
    with pytest.raises(CaseError, match="another version"):
        load_audit(tmp_path / "audit.json")
