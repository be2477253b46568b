"""Decisions go to the ledger as they were said, and the history tells when it was changed."""

from types import SimpleNamespace

import pytest
from cli_kit import event


@pytest.mark.parametrize("verdict", ["flag", "keep", "unsure"])
def test_a_decision_goes_to_the_ledger_once_for_each_feature(verdict, cli_case, calls, say):
    subject = {"feature": 4, "name": "he, his"}
    noted = calls("decide_features", [event(f"feature.{verdict}", subject, "names gender")])
    words = ["--reason", "names gender", "--by", "A"]
    code, said, _ = say(verdict, cli_case.folder, "4", "9", "4", *words)
    assert code == 0
    assert noted[0][0][1:] == ((4, 9), verdict)
    assert noted[0][1]["reason"] == "names gender"
    assert noted[0][1]["by"] == "A"
    assert noted[0][1]["category"] == "other"
    assert noted[0][1]["ts"].endswith("Z")
    assert said == f"feature.{verdict} 4 he, his by A: names gender\n"


def test_flag_takes_a_category(cli_case, calls, say):
    noted = calls("decide_features", [])
    say("flag", cli_case.folder, "4", "--reason", "r", "--by", "A", "--category", "proxy")
    assert noted[0][1]["category"] == "proxy"


def test_undo_and_sign_pass_who_and_when(cli_case, calls, say):
    undone = calls("undo_decision", event("decision.undone"))
    code, said, _ = say("undo", cli_case.folder, "--by", "A", "--json")
    assert (code, said["event"]["event"]) == (0, "decision.undone")
    assert undone[0][1]["by"] == "A"
    signed = calls("sign_case", event("signed"))
    words = ["--by", "B", "--role", "compliance", "--meaning", "approved"]
    code, said, _ = say("sign", cli_case.folder, *words, "--json")
    assert (code, said["event"]["event"]) == (0, "signed")
    given = signed[-1][1]
    assert (given["by"], given["role"], given["meaning"]) == ("B", "compliance", "approved")


@pytest.mark.parametrize(("ok", "code"), [(True, 0), (False, 1)])
def test_history_fails_when_the_ledger_was_changed(ok, code, cli_case, calls, say):
    check = SimpleNamespace(ok=ok, message="line 2 was changed" if not ok else "intact")
    events = (event("feature.flagged", {"feature": 4, "name": "he"}, "gender"),)
    calls("ledger", SimpleNamespace(verify=lambda: check, events=lambda: events))
    got, said, _ = say("history", cli_case.folder)
    assert got == code
    assert "feature.flagged  4 he   gender" in said
    assert said.splitlines()[-1] == check.message
