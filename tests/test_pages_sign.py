"""Sign and export: the checklist, the report in its frame, signing, a signature that breaks."""

import base64
from dataclasses import replace
from types import SimpleNamespace

import pytest
from dashboard_case import failed, make_case, open_app, shown
from pages_case import TS, compared_case, flagged_case
from sign_page_case import HANDOVER, PARTS, REPORT, fill, frames, made_up

from core.pipeline.decide import decide_features
from dashboard import engine


@pytest.fixture
def root(tmp_path, monkeypatch):
    return made_up(tmp_path, monkeypatch)


def test_before_the_models_are_compared_the_checklist_says_what_is_missing(root):
    flagged_case(root / "hiring")
    app = open_app("sign", case="hiring")
    told = shown(app)
    assert not failed(app)
    assert "It is too early to sign: there is no regularized model yet." in told
    assert "missing" in told
    assert "sign" not in {button.key for button in app.button}
    assert app.button(key="open_retrain").label == "Go to Retrain"


def test_the_checklist_computes_itself(root):
    compared_case(root / "hiring")
    told = shown(open_app("sign", case="hiring"))
    assert "Every flag has a reason." in told
    assert "The regularized model is newer than the last decision." in told
    assert "Nobody has accepted this regularized model" in told
    assert "2 features that matter have no decision; the report says so." in told


def test_the_very_report_stands_in_a_frame_of_an_origin_of_its_own(root):
    compared_case(root / "hiring")
    (source,) = frames(open_app("sign", case="hiring"))
    kind, content = source.split(",", 1)
    assert kind == "data:text/html;charset=utf-8;base64"
    assert base64.b64decode(content).decode() == REPORT


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": " "}, "Type your full name to sign."),
        ({"role": ""}, "Type the role in which you sign."),
        ({"tick": False}, "Tick the statement to sign."),
    ],
)
def test_an_incomplete_signature_is_refused_and_not_written(root, typed, says):
    compared_case(root / "hiring")
    app = fill(open_app("sign", case="hiring"), **typed)
    assert says in shown(app)
    assert engine.signature_state("hiring") == ()


def test_a_signature_keeps_name_role_meaning_and_fingerprint(root):
    compared_case(root / "hiring")
    app = open_app("sign", case="hiring")
    now = engine.fingerprint("hiring")
    app.segmented_control(key="sign_meaning").set_value("approved").run()
    fill(app)
    (signed,) = engine.signature_state("hiring")
    assert (signed.by, signed.role, signed.fingerprint) == ("Ada Rossi", "head of compliance", now)
    assert (signed.meaning, signed.holds) == ("approved", True)
    assert "Signed by Ada Rossi, and nothing changed since." in shown(app)
    assert not app.checkbox(key="sign_tick").value


def test_a_decision_after_the_signature_breaks_it_and_says_what_changed(root):
    case = compared_case(root / "hiring")
    fill(open_app("sign", case="hiring"))
    decide_features(case, [3], "flag", "a shortcut", "Ada", TS, "shortcut")
    told = shown(open_app("sign", case="hiring"))
    assert "Signature no longer matches: the decisions on features changed" in told
    assert "It is too early to sign" in told


def test_a_tampered_history_blocks_signing(root):
    case = compared_case(root / "hiring")
    content = case.ledger_path.read_bytes()
    case.ledger_path.write_bytes(content.replace(b'"by":"Ada"', b'"by":"Eve"', 1))
    app = open_app("sign", case="hiring")
    assert not failed(app)
    assert "The list of decisions was changed from outside." in shown(app)
    assert "sign" not in {button.key for button in app.button}


def test_the_command_that_checks_the_bundle_is_shown_ready_to_copy(root):
    compared_case(root / "my case")
    app = open_app("sign", case="my case")
    assert "selfreg verify 'my case-bundle.zip'" in [code.value for code in app.code]


def test_the_copy_for_everybody_says_what_it_holds_and_why_signatures_stay_out(root):
    case = compared_case(root / "hiring")
    app = open_app("sign", case="hiring")
    assert "It holds no model, no prediction and no history." in shown(app)
    assert "The signatures stay out of it" not in shown(app)
    decide_features(case, [3], "keep", "says jo@example.org, call her", "Ada", TS)
    assert "The signatures stay out of it" in shown(open_app("sign", case="hiring"))


def test_with_too_few_texts_there_is_no_copy_for_everybody_and_the_page_says_why(root, monkeypatch):
    few = replace(HANDOVER, for_everybody=False)
    monkeypatch.setattr(engine, "handover", lambda case, masked=False: few)
    compared_case(root / "hiring")
    app = open_app("sign", case="hiring")
    assert "There is no copy for everybody: there are too few texts" in shown(app)
    assert not [each for each in app.get("download_button") if "everybody" in each.proto.label]


def test_a_case_not_yet_run_has_its_own_face(root):
    make_case(root / "hiring", run=False)
    app = open_app("sign", case="hiring")
    assert not failed(app)
    assert "have not been found yet" in shown(app)


OPEN = {
    "front": [
        {"line": "errors", "title": "Errors by group", "state": "over the limit", "parts": []},
        {"line": "cost", "title": "Cost", "state": "within the limit", "parts": []},
    ]
}


def test_a_line_that_is_open_asks_for_a_choice_and_a_reason(root, monkeypatch):
    noted = []
    waiting = replace(HANDOVER, open_lines=OPEN["front"][:1])
    monkeypatch.setattr(engine, "handover", lambda case, masked=False: waiting)
    monkeypatch.setattr(engine, "dispose", lambda *given: noted.append(given))
    compared_case(root / "hiring")
    app = open_app("sign", case="hiring")
    assert "1 line of the report waits for a decision" in shown(app)
    app.text_input(key="sign_name").input("Ada Rossi").run()
    app.button(key="follows_record_errors").click().run()
    assert "Choose what follows from the line." in shown(app)
    app.segmented_control(key="follows_errors").set_value("restrict use").run()
    app.text_input(key="follows_why_errors").input("Only with a second reader.").run()
    app.button(key="follows_record_errors").click().run()
    assert not failed(app)
    assert noted == [
        ("hiring", ["errors"], "restrict use", "Only with a second reader.", "Ada Rossi")
    ]


def test_a_passphrase_signs_with_a_key_and_is_kept_nowhere(root, monkeypatch, tmp_path):
    signed = []
    monkeypatch.setenv("SELFREG_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("core.pipeline.sign_case", lambda case, **given: signed.append(given))
    compared_case(root / "hiring")
    app = open_app("sign", case="hiring")
    app.text_input(key="sign_name").input("Ada Rossi").run()
    assert "Ada Rossi has no key on this machine yet" in shown(app)
    app.checkbox(key="sign_independent").check()
    app.text_input(key="sign_passphrase").input("four plain words here")
    fill(app)
    assert not failed(app)
    (given,) = signed
    assert (given["signer"].name, given["independent"]) == ("Ada Rossi", True)
    assert app.text_input(key="sign_passphrase").value == ""
    assert "four plain words here" not in shown(app)
    assert engine.has_key("ada rossi")


def test_a_short_passphrase_is_refused_in_words(root, monkeypatch, tmp_path):
    monkeypatch.setenv("SELFREG_HOME", str(tmp_path / "home"))
    compared_case(root / "hiring")
    app = open_app("sign", case="hiring")
    app.text_input(key="sign_passphrase").input("short")
    fill(app)
    assert "passphrase has 5 characters" in shown(app)
    assert engine.signature_state("hiring") == ()


def test_the_checklist_counts_approvals_with_keys_of_others_than_who_trained():
    from dashboard.words.checklist import approvals

    def given(by, independent=False, **changed):
        told = {"holds": True, "keyid": "a", "meaning": "approved"} | changed
        return SimpleNamespace(by=by, independent=independent, **told)

    assert approvals([given("Ada"), given("Mira", True)], "Bea")[0]
    assert approvals([given("Ada"), given("Bea", True)], "Bea") == (
        False,
        "1 of 2 people have approved with a key of their own, none of them independent of the "
        "development.",
    )
    assert not approvals([given("Ada"), given("ADA", True)], "Bea")[0]
    assert not approvals([given("Ada"), given("Mira", True, keyid="")], "Bea")[0]


def test_opening_a_part_is_noted_by_name_and_the_checklist_says_what_is_left(root):
    compared_case(root / "hiring")
    app = open_app("sign", case="hiring")
    assert "is noted once your name is typed" in shown(app)
    app.selectbox(key="report_part").set_value("Policy").run()
    assert "Type your full name below first" in shown(app)
    app.text_input(key="sign_name").input("Ada Rossi").run()
    assert "Ada Rossi has opened 0 of 3 parts" in shown(app)
    app.button(key="open_next").click().run()
    told = shown(app)
    assert "has opened 1 of 3 parts of the report as it is now; not yet: Policy and Texts." in told
    (source,) = frames(app)
    assert base64.b64decode(source.split(",", 1)[1]).decode() == PARTS["Page one"]
    app.selectbox(key="report_part").set_value("Texts").run()
    assert "not yet: Policy." in shown(app)
    event = engine.history("hiring")[-1]
    assert (event.event, event.by) == ("section.viewed", "Ada Rossi")
    assert event.subject == {"saw": {"Texts": "2" * 64}}


def test_whoever_read_the_whole_report_says_so_once(root):
    compared_case(root / "hiring")
    app = open_app("sign", case="hiring")
    app.text_input(key="sign_name").input("Ada Rossi").run()
    app.button(key="read_all").click().run()
    assert "Ada Rossi has opened every part of the report as it is now." in shown(app)
    assert app.button(key="read_all").disabled
    assert len(engine.history("hiring")[-1].subject["saw"]) == 3
    app.text_input(key="sign_name").input("Mira").run()
    assert "Mira has opened 0 of 3 parts" in shown(app)


def test_found_gaps_are_decided_together_and_likely_proxies_lead_to_review(root, monkeypatch):
    noted = []
    part = {"about": "", "state": "found gap", "text": "Decisions that flip: 2."}
    gaps = [
        {"line": f"Word swap {w}", "title": f"Word swap {w}", "state": "found gap", "parts": [part]}
        for w in ("he → she", "<b>")
    ]
    proxy = {"feature": 3, "name": "leave <i>", "why": "Fires in 80 % of the texts of “women”."}
    waiting = replace(HANDOVER, open_lines=gaps, proxies=[proxy])
    monkeypatch.setattr(engine, "handover", lambda case, masked=False: waiting)
    monkeypatch.setattr(engine, "dispose", lambda *given: noted.append(given))
    compared_case(root / "hiring")
    app = open_app("sign", case="hiring")
    told = shown(app)
    assert not failed(app)
    assert "2 lines of the report wait" in told
    assert "1 likely proxy waits for a decision" in told
    assert "Word swap &lt;b&gt;" in told
    assert app.button(key="proxy_look").label == "Look at it"
    assert app.button(key="proxies_keep").disabled
    app.text_input(key="sign_name").input("Ada Rossi").run()
    app.segmented_control(key="follows_gaps").set_value("accept").run()
    app.text_input(key="follows_why_gaps").input("Templates without any sense.").run()
    app.button(key="follows_record_gaps").click().run()
    lines = ["Word swap he → she", "Word swap <b>"]
    assert noted == [("hiring", lines, "accept", "Templates without any sense.", "Ada Rossi")]


def test_a_key_and_the_bundle_that_was_signed_are_said_in_words():
    from dashboard.words import signing

    signed = SimpleNamespace(keyid="ab" * 32)
    words = engine.spoken(signed.keyid)
    assert len(words.split()) == 8
    assert signing.key_words(signed, words) == f"Key abab abab abab abab …: {words}"
    assert signing.fingerprint("0" * 64, words).endswith(f"in words: {words}")


def test_likely_proxies_are_kept_together_with_a_reason_and_a_name(root, monkeypatch):
    from dashboard.components import disposition
    from dashboard.words import signing

    compared_case(root / "hiring")
    typed = {}
    monkeypatch.setattr(disposition.st, "session_state", typed)
    memory = SimpleNamespace(problem="", reviewer="")
    monkeypatch.setattr(disposition.state, "session", lambda: memory)
    assert disposition._decided("hiring", [3], "keep") is None
    assert memory.problem == signing.WHY_AND_WHO
    typed |= {"proxies_why": "About skills alone.", "sign_name": "Ada Rossi"}
    told = disposition._decided("hiring", [2, 3], "keep")
    assert told == "2 features are kept, with the reason; the report says so."
    events = engine.history("hiring")[-2:]
    assert [(e.event, e.by, e.reason, e.subject["feature"]) for e in events] == [
        ("feature.kept", "Ada Rossi", "About skills alone.", feature) for feature in (2, 3)
    ]
