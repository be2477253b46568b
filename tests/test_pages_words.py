"""The sentences of Retrain, Compare and Sign: figures with ranges, states, no promises."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from dashboard.engine import Status
from dashboard.words import checklist, comparison, figures, signing, training, trial
from dashboard.words.status import leaning

SUMMARY = {
    "reliance_plain": 0.614,
    "reliance_regularized": 0.0,
    "accuracy_plain": 0.913,
    "accuracy_regularized": 0.908,
    "rank": 4,
    "d_in": 384,
}
READY = frozenset({"embed", "sae", "features", "plain"})


def gap(model: str, value: float, low: float, high: float, metric: str = "fpr") -> dict:
    """One row of the table of gaps."""
    row = {"model": model, "column": "sex", "metric": metric, "highest": "men", "lowest": "women"}
    return row | {"gap": value, "low": low, "high": high, "left_out": ["other"]}


def overall(model: str, value: float, low: float, high: float) -> dict:
    """One row of the overall table."""
    names = ("accuracy", "balanced_accuracy")
    spans = {f"{n}{e}": v for n in names for e, v in (("", value), ("_low", low), ("_high", high))}
    return {"model": model, "n": 600} | spans


class Found(SimpleNamespace):
    """Like an audit: the same as itself only."""

    __hash__, __eq__ = object.__hash__, object.__eq__


@pytest.fixture
def found():
    """What an audit found: one gap, narrower."""
    return Found(
        overall=pd.DataFrame(
            [
                overall("plain", 0.821, 0.79, 0.85),
                overall("regularized", 0.88, 0.85, 0.903),
                overall("change", 0.059, 0.03, 0.089),
            ]
        ),
        gaps=pd.DataFrame(
            [
                gap("plain", 0.31, 0.25, 0.36),
                gap("regularized", 0.04, -0.01, 0.09),
                gap("change", -0.27, -0.33, -0.2),
            ]
        ),
        reliance={"plain": 0.61, "regularized": 0.0},
        changed=212,
        directions={"to_favourable": 130, "from_favourable": 82, "corrected": 170, "spoilt": 42},
        favourable="invite",
    )


@pytest.mark.parametrize(
    ("status", "summary", "says"),
    [
        (Status(READY, None), None, "Nothing is flagged yet"),
        (Status(READY, None, flagged=1), None, "1 feature is flagged. Train the regularized model"),
        (Status(READY, None, flagged=4, since_training=2), SUMMARY, "2 decisions were made since"),
        (Status(READY, None, flagged=4), SUMMARY, "Next, compare the two models."),
    ],
)
def test_the_page_says_where_training_stands_and_what_to_do(status, summary, says):
    assert says in training.lead(status, summary)


def test_no_reliance_left_is_said_in_words_and_some_as_a_figure():
    assert "nothing is left" in training.relied(SUMMARY)
    some = training.relied(SUMMARY | {"reliance_regularized": 0.124})
    assert "12.4\u00a0% is left" in some


@pytest.mark.parametrize(
    ("change", "says"),
    [(0.0234, "+2.3"), (-0.0051, "−0.5"), (0.0001, "±0.0"), (float("nan"), "–")],
)
def test_a_change_carries_its_sign(change, says):
    assert figures.points(change).startswith(says)


def test_time_left_is_what_the_rate_so_far_leaves():
    assert training.time_left(done=50, total=100, seconds=30, since=20) == (
        "about 50 seconds left in this step"
    )
    assert training.time_left(done=25, total=100, seconds=60, since=0) == (
        "about 3 minutes left in this step"
    )


@pytest.mark.parametrize(("done", "seconds"), [(20, 30), (50, 1), (100, 30)])
def test_time_left_is_not_guessed_without_progress(done, seconds):
    assert training.time_left(done=done, total=100, seconds=seconds, since=20) == ""


def test_the_headline_gives_figures_with_their_ranges(found):
    told = " ".join(comparison.headline(found)).replace("\u00a0", " ")
    assert "Of 600 test decisions, 82.1 % agree with the label before and 88.0 % after" in told
    assert "(+5.9 points; +3.0 to +8.9)" in told
    assert "was 31.0 points (25.0 to 36.0) and is now 4.0 points (−1.0 to 9.0)" in told
    assert "212 decisions changed: 130 to “invite”, 82 away from it" in told


def test_a_gap_that_became_wider_is_never_left_unsaid(found):
    found.gaps = pd.DataFrame(
        [
            gap("plain", 0.02, 0.0, 0.05),
            gap("regularized", 0.2, 0.15, 0.25),
            gap("change", 0.18, 0.1, 0.22),
        ]
    )
    assert "1 gap became wider" in comparison.headline(found)[-1]


@pytest.mark.parametrize(
    ("low", "high", "state"),
    [
        (-0.3, -0.1, figures.NARROWER),
        (0.1, 0.3, figures.WIDER),
        (-0.1, 0.1, figures.UNCLEAR),
        (-0.1, 0.0, figures.UNCLEAR),
    ],
)
def test_a_state_needs_the_whole_range_on_one_side(low, high, state):
    assert figures.state(gap("change", (low + high) / 2, low, high)) == state


def test_too_few_texts_is_a_state_of_its_own():
    assert figures.state(gap("change", np.nan, np.nan, np.nan)) == figures.TOO_FEW


def test_a_rate_stands_with_the_counts_it_divides():
    row = pd.Series(
        {"fpr": 0.25, "fpr_low": 0.2, "fpr_high": 0.3, "false_positives": 50, "negatives": 200}
    )
    assert figures.counted(row, "fpr") == "25.0\u00a0% (50 of 200; 20.0 to 30.0)"


def test_nought_of_nought_is_a_dash_and_no_zero():
    row = pd.Series({"fpr": np.nan, "fpr_low": np.nan, "fpr_high": np.nan})
    row = pd.concat([row, pd.Series({"false_positives": 0, "negatives": 0})])
    assert figures.counted(row, "fpr") == "– (0 of 0)"


def test_an_edit_is_named_word_by_word():
    told = trial.edits("He led his team", "She led her team")
    assert told == "You changed “He” to “She” and “his” to “her”."
    assert trial.edits("the same", "the  same") == ""


def decision(model: str, label: str, favourable: float) -> SimpleNamespace:
    return SimpleNamespace(model=model, label=label, favourable=favourable)


def test_an_edit_that_turns_a_decision_says_so():
    before = (decision("plain", "reject", 0.31), decision("regularized", "invite", 0.7))
    after = (decision("plain", "invite", 0.62), decision("regularized", "invite", 0.7001))
    plain, regularized = trial.moved(before, after)
    assert plain.endswith(
        "moved up by 31.0\u00a0points and now decides “invite” instead of “reject”."
    )
    assert regularized == ("The regularized model stayed where it was and still decides “invite”.")


DONE = Status(READY | {"train", "audit"}, None, flagged=3)


def flag(reason: str) -> SimpleNamespace:
    return SimpleNamespace(verdict="flag", reason=reason)


def items(status: Status = DONE, reason: str = "sex", pending: str = "", **facts):
    facts = {"accepted": True, "intact": True} | facts
    return checklist.checklist(status, {1: flag(reason)}, pending, **facts)


def test_a_finished_case_has_every_line_of_the_checklist_done():
    assert all(item.done for item in items())
    assert signing.lead(items(), ()) == ("Read the report as it will be handed over, then sign it.")


@pytest.mark.parametrize(
    ("made", "open_line", "blocks"),
    [
        (
            items(Status(DONE.done, None, flagged=3, to_review=7)),
            "7 features that matter have no",
            False,
        ),
        (items(reason=""), "1 decision has no reason", False),
        (items(Status(READY, None, flagged=3)), "no regularized model yet", True),
        (
            items(
                Status(DONE.done, None, flagged=3, since_training=2), pending="decisions changed"
            ),
            "2 decisions are newer",
            True,
        ),
        (items(accepted=False), "Nobody has accepted", False),
        (items(intact=False), "changed from outside", True),
    ],
)
def test_the_checklist_names_what_is_missing_and_whether_it_blocks(made, open_line, blocks):
    missing = [item for item in made if not item.done]
    assert any(open_line in item.words and item.blocks == blocks for item in missing)
    assert any(item.blocks for item in missing) == blocks


def test_a_broken_signature_names_what_changed():
    signed = SimpleNamespace(
        by="Ada Rossi",
        role="compliance",
        meaning="approved",
        ts="2026-11-20T09:30:00+00:00",
        holds=False,
        changed=("decisions", "model"),
        keyid="",
    )
    assert signing.broken(signed) == (
        "Signature no longer matches: the decisions on features and the regularized model "
        "changed after it was given."
    )
    assert signing.signature(signed) == (
        "Ada Rossi, compliance, approves this on 2026-11-20 09:30 UTC, in the history alone."
    )
    assert "no longer matches" in signing.lead(items(), (signed,))


def test_features_of_one_name_are_told_apart_and_all_together_come_first():
    rows = [
        {"feature": 17, "name": "he, his", "plain": 0.1, "regularized": 0.0},
        {"feature": 40, "name": "he, his", "plain": 0.3, "regularized": 0.0},
        {"feature": 41, "name": "she, her", "plain": 0.2, "regularized": 0.0},
    ]
    frame = training.by_feature(SUMMARY | {"per_feature": rows})
    assert frame["name"].tolist() == [
        training.TOGETHER,
        "he, his (40)",
        "she, her",
        "he, his (17)",
    ]
    assert frame["plain"].tolist() == [0.614, 0.3, 0.2, 0.1]


def test_features_of_one_name_are_told_as_several():
    told = leaning(Status(frozenset(), None, leaning=4, leans_on=("he", "skill", "he")))
    assert told == "The plain model leans most on “he” (2 features) and “skill” and 1 more."
