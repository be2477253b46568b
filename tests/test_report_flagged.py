"""The table of flagged features: shares by group, ratio, weights; hand-worked."""

import numpy as np
import pytest
from classify_world import world
from evidence_case import evidence
from report_case import inputs

from core.audit.nonreliance.head import along, head_of
from core.classify.hard import fit_hard
from core.classify.plain import fit_plain
from core.report import build_report, render_html
from core.report.flagged import groups_of


def fires(column, group, n, texts):
    return {"column": column, "group": group, "n": n, "texts": texts, "rate": texts / max(n, 1)}


def test_the_ratio_is_the_highest_share_by_the_lowest():
    rows = [fires("sex", "men", 50, 40), fires("sex", "women", 20, 4), fires("sex", "x", 0, 0)]
    (told,) = groups_of([*rows, fires("age", "old", 10, 1)])  # one group is no comparison
    assert (told["highest"], told["lowest"], told["ratio"]) == ("men", "women", pytest.approx(4))
    (none,) = groups_of([fires("sex", "men", 50, 40), fires("sex", "women", 20, 0)])
    assert none["ratio"] is None


def test_the_weight_is_what_the_score_gains_along_the_direction():
    made = world()
    plain = head_of(fit_plain(made.problem, ridge=1e-2))
    hard = head_of(fit_hard(made.problem, made.directions, 1e-2))
    directions, e = made.directions.numpy(), made.problem.e_train.numpy()[:1]
    for i, direction in enumerate(directions):
        gained = plain.logits(plain.views(e + direction)) - plain.logits(plain.views(e))
        assert along(plain, directions, 1)[i] == pytest.approx(gained.item(), rel=1e-5)
        assert along(plain, directions, 0)[i] == pytest.approx(-gained.item(), rel=1e-5)
    assert np.abs(along(plain, directions, 1)).max() > 0.01
    assert np.abs(along(hard, directions, 1)).max() < 1e-6


def test_shares_and_weights_stand_on_the_page_and_what_is_not_known_says_so():
    report = build_report(inputs())
    first, lost = report["flagged"]
    assert first["share"] == pytest.approx(640 / 1600)
    assert (lost["share"], lost["groups"], lost["weight_plain"]) == (None, [], None)
    page = render_html(report)
    assert "men 73.4\u00a0%</span><small>women 7.2\u00a0%</small><small>ratio 10.14</small>" in page
    assert (
        "over 50 42.2\u00a0%</span><small>15 0.0\u00a0%</small><small>ratio not defined</small>"
        in page
    )
    assert '<td class="n">\u22120.713</td><td class="n">0.000</td>' in page
    assert "none today" in page


def test_it_is_said_in_which_share_of_texts_flags_fire():
    told = build_report(inputs(evidence=evidence()))["flag_coverage"]
    assert told[0] == (
        "Of 400 test texts with a word that the word swaps exchange, 391 have at least one flagged "
        "feature."
    )
    assert "fires in 84.2\u00a0% of the texts of “women”." in told[1]
