"""Sign and export: refusing, conditions, taking back, and the question before a raw history."""

from types import SimpleNamespace

import pytest
from dashboard_case import failed, open_app, shown
from pages_case import TS, compared_case
from sign_page_case import fill, made_up

from core.pipeline.decide import decide_features
from dashboard import engine


@pytest.fixture
def root(tmp_path, monkeypatch):
    return made_up(tmp_path, monkeypatch)


def test_a_refusal_asks_for_a_reason_and_stands_on_the_page(root, monkeypatch):
    monkeypatch.setattr("core.pipeline.withdraw.may_sign", lambda *_: None)
    compared_case(root / "hiring")
    app = open_app("sign", case="hiring")
    app.segmented_control(key="sign_meaning").set_value("refused").run()
    assert app.button(key="sign").label == "Refuse"
    fill(app)
    assert "Write why you refuse, in 20 characters or more." in shown(app)
    app.text_area(key="sign_reason").input("The labels are of <b> another office.")
    app.button(key="sign").click().run()
    told = shown(app)
    assert not failed(app)
    assert "Ada Rossi, head of compliance, refused to approve on" in told
    assert "of &lt;b&gt; another office." in told
    assert "Ada Rossi refused to approve this model on" in told
    assert engine.history("hiring")[-1].event == "approval.refused"


def test_conditions_are_asked_for_with_an_approval_one_a_line(root, monkeypatch, tmp_path):
    signed = []
    monkeypatch.setenv("SELFREG_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("core.pipeline.sign_case", lambda case, **given: signed.append(given))
    compared_case(root / "hiring")
    app = open_app("sign", case="hiring")
    assert not [area for area in app.text_area if area.key == "sign_conditions"]
    app.segmented_control(key="sign_meaning").set_value("approved").run()
    app.text_area(key="sign_conditions").input("A second reader.\n\n Not for interns. ")
    app.text_input(key="sign_passphrase").input("four plain words here")
    fill(app)
    assert not failed(app)
    assert signed[0]["conditions"] == ("A second reader.", "Not for interns.")


def test_a_key_is_taken_back_with_a_reason_and_a_name(root):
    from core.pipeline.decide import ledger

    case = compared_case(root / "hiring")
    app = open_app("sign", case="hiring")
    app.session_state["withdraw"] = True
    assert "there is nothing to take back" in shown(app.run())
    subject = {"keyid": "c" * 64, "name": "Ada Rossi"}
    ledger(case).append(by="Ada Rossi", event="key.added", subject=subject, reason="", ts=TS)
    app.run()
    app.button(key="withdraw_now").click().run()
    assert "Choose which, write why" in shown(app)
    app.selectbox(key="withdraw_which").set_value(("key", "c" * 64))
    app.text_input(key="withdraw_reason").input("The laptop was stolen on a train.")
    app.text_input(key="sign_name").input("Mira").run()
    app.button(key="withdraw_now").click().run()
    assert not failed(app)
    event = engine.history("hiring")[-1]
    assert (event.event, event.by) == ("key.retired", "Mira")
    assert "nothing to take back" in shown(app)


def test_a_revocation_is_signed_with_the_key_of_who_revokes(root, monkeypatch, tmp_path):
    from core.pipeline.decide import ledger
    from core.signing.keys import make_key

    monkeypatch.setenv("SELFREG_HOME", str(tmp_path / "home"))
    case = compared_case(root / "hiring")
    said = {"role": "head", "meaning": "approved", "statement": "", "fingerprint": "f" * 64}
    approval = said | {"keyid": "a" * 64, "bundle": "b" * 64, "parts": {}}
    ledger(case).append(by="Ada Rossi", event="signed", subject=approval, reason="", ts=TS)
    app = open_app("sign", case="hiring")
    app.session_state["withdraw"] = True
    app.run().selectbox(key="withdraw_which").set_value(("bundle", "b" * 64)).run()
    app.text_input(key="withdraw_reason").input("The labels were found to be wrong.")
    app.text_input(key="sign_name").input("Mira").run()
    app.text_input(key="withdraw_passphrase").input("four plain words here").run()
    app.button(key="withdraw_now").click().run()
    assert "Mira has no key here" in shown(app)
    key = make_key("Mira", "four plain words here")
    app.text_input(key="withdraw_passphrase").input("four plain words here").run()
    app.button(key="withdraw_now").click().run()
    assert not failed(app)
    event = engine.history("hiring")[-1]
    assert (event.event, event.subject["keyid"]) == ("certificate.revoked", key.keyid)
    assert app.session_state["withdraw_passphrase"] == ""


def test_while_personal_data_is_hidden_a_bundle_with_typed_reasons_is_asked_about(root):
    case = compared_case(root / "hiring")
    decide_features(case, [3], "keep", "says jo@example.org, call her", "Ada", TS)
    open_ = open_app("sign", case="hiring")
    assert not [box for box in open_.checkbox if box.key == "bundle_reasons"]
    app = open_app("sign", case="hiring", mask="1")
    box = app.checkbox(key="bundle_reasons")
    assert "Hand it out all the same." in box.label
    box.check().run()
    assert not failed(app)


def test_a_signature_that_the_same_key_gave_again_is_said_to_be_replaced():
    from dashboard.words import signing

    told = SimpleNamespace(holds=False, changed=("signature",))
    assert signing.broken(told) == (
        "The same key signed again later: that signature counts, this one does not."
    )


def test_a_refusal_stands_until_the_same_person_approves_with_a_key(root, monkeypatch):
    from core.pipeline.decide import ledger
    from core.pipeline.seals import signed_parts
    from core.pipeline.withdraw import refuse_case

    monkeypatch.setattr("core.pipeline.withdraw.may_sign", lambda *_: None)
    case = compared_case(root / "hiring")
    refuse_case(case, "Ada Rossi", "head", "The labels are of another office.", TS)
    assert [each.stands for each in engine.refusals("hiring")] == [True]
    said = {"role": "head", "meaning": "approved", "statement": "", "fingerprint": "f" * 64}
    subject = said | {"parts": signed_parts(case), "keyid": "a" * 64, "bundle": "b" * 64}
    ledger(case).append(by="ada rossi", event="signed", subject=subject, reason="", ts=TS)
    (each,) = engine.refusals("hiring")
    assert not each.stands
    from dashboard.words import signing

    assert "does not stand in the way any more" in signing.refusal(each)


def test_conditions_stand_beside_the_signature():
    from dashboard.words import signing

    told = signing.signature(
        SimpleNamespace(
            by="Ada", role="head", meaning="approved", ts=TS, keyid="a", valid_until=TS,
            conditions=("A second reader.",),
        )
    )  # fmt: skip
    assert told.endswith(" UTC. Conditions: “A second reader.”")
