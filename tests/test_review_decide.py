"""Decisions: which one stands, what undo restores, what is asked for, how history reads."""

import csv
import io
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError, IntegrityError, StaleError
from core.review.decide import FeatureRef, decide, undo
from core.review.directions import direction_from_text, direction_to_text, flagged_directions
from core.review.history import COLUMNS, history_csv, history_frame, history_json
from core.review.ledger import Ledger
from core.review.verdicts import Verdict, flagged, verdicts

TS = "2026-01-31T09:30:00Z"


def ref(feature, direction=(0.6, -0.8)):
    return FeatureRef(feature, f"name {feature}", direction, ("t1", "t2"))


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "ledger.jsonl", "case-1")


def say(ledger, feature, verdict, by="Ada", reason="because", **options):
    return decide(ledger, [ref(feature)], verdict, reason, by, TS, **options)[0]


def test_a_flag_keeps_direction_name_examples_and_category(ledger):
    event = say(ledger, 4, "flag", category="proxy")
    assert event.subject == {
        "feature": 4,
        "name": "name 4",
        "direction": "mpkZP83MTL8=",
        "examples": ["t1", "t2"],
        "category": "proxy",
    }
    assert verdicts(ledger.events()) == {
        4: Verdict(4, "flag", "because", "Ada", TS, event.seq, "proxy")
    }


def test_the_newest_decision_stands(ledger):
    say(ledger, 2, "flag")
    say(ledger, 1, "flag")
    say(ledger, 2, "keep", by="Grace", reason="")
    standing = verdicts(ledger.events())
    assert {f: v.verdict for f, v in standing.items()} == {1: "flag", 2: "keep"}
    assert list(standing) == [1, 2]
    assert flagged(ledger.events()) == (1,)


def test_undo_restores_the_decision_before_and_erases_nothing(ledger):
    say(ledger, 1, "keep", by="Grace")
    say(ledger, 1, "flag")
    event = undo(ledger, "Ada", TS)
    assert event.subject == {"feature": 1, "name": "name 1", "seq": 2, "verdict": "flag"}
    assert verdicts(ledger.events())[1].by == "Grace"
    assert len(ledger.events()) == 3
    assert ledger.verify().ok


def test_undo_takes_back_the_newest_own_decision_then_the_one_before(ledger):
    for feature in (1, 2):
        say(ledger, feature, "flag")
    say(ledger, 3, "flag", by="Grace")
    assert [undo(ledger, "Ada", TS).subject["feature"] for _ in range(2)] == [2, 1]
    assert flagged(ledger.events()) == (3,)
    with pytest.raises(InputError, match="no decision by 'Ada' to undo"):
        undo(ledger, "Ada", TS)


def test_undo_by_number_takes_back_anybodys_decision_once(ledger):
    old = say(ledger, 1, "flag")
    say(ledger, 1, "unsure")
    undo(ledger, "Grace", TS, seq=old.seq)
    assert verdicts(ledger.events())[1].verdict == "unsure"
    for wrong in (old.seq, 3, 99):
        with pytest.raises(InputError, match=f"number {wrong} is no decision that stands"):
            undo(ledger, "Grace", TS, seq=wrong)


ACTIONS = st.lists(
    st.tuples(st.sampled_from(["flag", "keep", "unsure", "undo"]), st.integers(0, 3)), max_size=12
)


@settings(max_examples=30, deadline=None)
@given(ACTIONS)
def test_verdicts_are_what_a_stack_of_decisions_says(tmp_path_factory, actions):
    ledger = Ledger(tmp_path_factory.mktemp("stack") / "ledger.jsonl", "case-1")
    made = []
    for verdict, feature in actions:
        if verdict != "undo":
            say(ledger, feature, verdict)
            made.append((feature, verdict))
        elif made:
            undo(ledger, "Ada", TS)
            made.pop()
    assert {f: v.verdict for f, v in verdicts(ledger.events()).items()} == dict(made)


def test_several_features_are_decided_together_or_not_at_all(ledger):
    events = decide(ledger, [ref(1), ref(2), ref(1)], "flag", "both", "Ada", TS)
    assert [event.subject["feature"] for event in events] == [1, 2]
    with pytest.raises(StaleError, match="feature 2 was decided in the meantime: Ada said flag"):
        decide(ledger, [ref(1), ref(2)], "keep", "", "Grace", TS, expected={1: 1, 2: 0})
    assert len(ledger.events()) == 2
    decide(ledger, [ref(1), ref(2)], "keep", "", "Grace", TS, expected={1: 1, 2: 2})


def test_an_undone_decision_is_stale_too(ledger):
    seen = say(ledger, 1, "flag")
    undo(ledger, "Ada", TS)
    with pytest.raises(StaleError, match="feature 1 has no decision any more"):
        say(ledger, 1, "keep", expected=seen.seq)
    say(ledger, 1, "keep", expected=0)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"verdict": "delete"}, "no verdict 'delete': choose flag, keep, unsure"),
        ({"reason": " \n"}, "no reason given: say why you choose flag"),
        ({"verdict": "unsure", "reason": ""}, "no reason given: say why you choose unsure"),
        ({"by": "  "}, "no name given: say who decides"),
        ({"category": "bad"}, "no category 'bad': choose one of protected attribute"),
        ({"features": []}, "no feature given: name at least one"),
    ],
)
def test_what_a_decision_must_have(ledger, change, told):
    good = {"features": [ref(1)], "verdict": "flag", "reason": "why", "by": "Ada", "ts": TS}
    with pytest.raises(InputError, match=told):
        decide(ledger, **(good | change))
    assert ledger.events() == ()


def test_names_and_reasons_lose_outer_blanks(ledger):
    event = say(ledger, 1, "flag", by=" Ada ", reason=" why\n")
    assert (event.by, event.reason) == ("Ada", "why")
    assert undo(ledger, "Ada ", TS).by == "Ada"


@given(st.lists(st.floats(width=32, allow_nan=False), max_size=20))
def test_a_direction_survives_as_text(values):
    back = direction_from_text(direction_to_text(values))
    assert back.dtype == np.float32
    assert back.tolist() == values


@pytest.mark.parametrize("text", ["not base64!", "AAA", "AAAA"])
def test_a_broken_direction_is_refused(text):
    with pytest.raises(IntegrityError, match="not a direction"):
        direction_from_text(text)


def test_flagged_directions_are_those_of_the_flag_that_stands(ledger):
    decide(ledger, [ref(1, (1.0, 0.0)), ref(2)], "flag", "why", "Ada", TS)
    decide(ledger, [ref(1, (0.0, 1.0))], "flag", "again", "Ada", TS)
    say(ledger, 2, "keep")
    found = flagged_directions(ledger.events())
    assert {feature: list(each) for feature, each in found.items()} == {1: [0.0, 1.0]}


def test_history_shows_every_event_and_what_was_undone(ledger):
    ledger.append(by="Ada", event="policy.set", subject={"text": "no sex"}, reason="", ts=TS)
    say(ledger, 5, "flag", category="privacy")
    undo(ledger, "Ada", TS)
    frame = history_frame(ledger.events())
    assert list(frame.columns) == list(COLUMNS)
    assert list(frame["event"]) == ["policy.set", "feature.flagged", "decision.undone"]
    assert frame["feature"].tolist()[1:] == [5, 5]
    assert frame["undone"].isna().tolist() == [True, False, True]
    assert frame["undone"][1] == 3
    assert len(history_frame(())) == 0


def test_exported_history_reads_back_and_holds_no_formula(ledger):
    say(ledger, 5, "flag", reason='=HYPERLINK("x")\nnext, line')
    row = next(csv.DictReader(io.StringIO(history_csv(ledger.events()))))
    assert (row["feature"], row["reason"]) == ("5", '\'=HYPERLINK("x")\nnext, line')
    record = json.loads(history_json(ledger.events()))[0]
    assert (record["feature"], record["undone"]) == (5, None)
    assert record["reason"] == '=HYPERLINK("x")\nnext, line'
