"""What each feature does to a model's decisions, a part of the features at a time."""

from types import SimpleNamespace

import pandas as pd
import pytest
from classify_world import world
from dashboard_case import make_case

import core.sae.saelens
from core.case import Case
from core.classify.influence import influence
from core.classify.plain import fit_plain
from core.pipeline.data import influences


@pytest.mark.parametrize("block", [1, 2, 3, 512])
def test_influence_is_the_same_however_many_features_are_in_memory(tmp_path, monkeypatch, block):
    given = world(2)
    case, e = make_case(tmp_path / "hiring"), given.problem.e_train
    codes = given.pooled.tocoo()
    table = pd.DataFrame({"feature": codes.col, "text": codes.row, "pooled": codes.data})
    table.sort_values("feature").to_parquet(case.features_folder / "occurrences.parquet")
    sae = SimpleNamespace(W_dec=given.directions)
    monkeypatch.setattr(core.sae.saelens, "load_sae", lambda folder: sae)
    monkeypatch.setattr(Case, "settings", SimpleNamespace(favourable="label 1"))
    plain = fit_plain(given.problem, 1e-3)
    whole = influence(plain, e, given.pooled, given.directions, "label 1")
    pd.testing.assert_frame_equal(influences(case, plain, e, block), whole)
