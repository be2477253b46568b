"""`train`, `audit`, `export`, `verify` and `predict` pass on what was said."""

import pytest
from cli_kit import Summary

from core import pipeline
from core.errors import CaseError


def test_train_passes_method_strength_and_swaps(cli_case, calls, say):
    noted = calls("train_case", Summary())
    say("train", cli_case.folder, "--method", "soft", "--strength", "2.5")
    assert noted[0][1]["method"] == "soft"
    assert noted[0][1]["strength"] == 2.5
    say("train", cli_case.folder, "--swaps")
    assert noted[1][1]["method"] == "hard"
    assert noted[1][1]["strength"] is None
    assert [keywords["swaps"] for _, keywords in noted] == [False, True]


def test_an_error_of_the_engine_reaches_the_caller_as_it_is(cli_case, monkeypatch, say):
    def audit_case(case):
        raise CaseError("no regularized model yet: run `selfreg train` first")

    monkeypatch.setattr(pipeline, "audit_case", audit_case)
    code, said, err = say("audit", cli_case.folder)
    assert (code, said) == (2, "")
    assert err == "error: no regularized model yet: run `selfreg train` first\n"


def test_export_names_the_checksum_of_the_file(cli_case, calls, say, tmp_path):
    (tmp_path / "b.zip").write_bytes(b"")
    calls("export_case", tmp_path / "b.zip")
    _, said, _ = say("export", cli_case.folder, "-o", tmp_path / "b.zip", "--json")
    assert said["bytes"] == 0
    assert said["sha256"] == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("command", ["verify", "predict"])
def test_a_bundle_that_is_not_there_is_the_callers_fault(command, say, tmp_path):
    code, _, err = say(command, tmp_path / "b.zip")
    assert code == 2
    assert "b.zip" in err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "give TEXT... or --data FILE"),
        (["a text", "--data", "f.csv", "--text", "t"], "not both"),
        (["--data", "f.csv"], "go together"),
        (["a text", "--text", "t"], "go together"),
    ],
)
def test_predict_wants_texts_from_one_place(words, says, say, tmp_path):
    (tmp_path / "b.zip").touch()
    code, _, err = say("predict", tmp_path / "b.zip", *words)
    assert code == 2
    assert says in err


def test_export_says_when_typed_reasons_look_like_personal_data(cli_case, calls, say, tmp_path):
    from core.pipeline.decide import ledger

    calls("export_case", tmp_path / "b.zip")
    (tmp_path / "b.zip").write_bytes(b"bundle")
    words = ("export", cli_case.folder, "-o", tmp_path / "b.zip")
    assert "personal data" not in say(*words)[1]
    why, at = "write to anna@example.org", "2026-11-20T14:05:00Z"
    ledger(cli_case).append(by="Ada", event="model.accepted", subject={}, reason=why, ts=at)
    assert "some look like personal data" in say(*words)[1]


def test_a_reason_against_the_certificate_names_the_texts_that_it_is_about():
    from core.cli.deliver import _not_certified

    assert _not_certified([("too long", "strange"), (), ("too long",)]) == [
        "not certified (text 1, 3): too long",
        "not certified (text 1): strange",
    ]
    assert _not_certified([("too long",)]) == ["not certified: too long"]


def test_reasons_are_told_by_the_case_that_the_bundle_was_made_from_alone(cli_case):
    from core.durable import sha256_file
    from core.errors import InputError
    from core.pipeline.explain import explain

    model = cli_case.classifier_path("regularized").with_suffix(".safetensors")
    for path in (model, cli_case.sae_folder / "sae_weights.safetensors"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(path.name.encode())
    cli_case.record("train", "k", {})
    report = {"classifier": {"classifier.safetensors": sha256_file(model)}, "sae": {"checksum": ""}}
    with pytest.raises(InputError, match="the autoencoder of case"):
        explain(cli_case, report, ["a text"])
    with pytest.raises(InputError, match="the model of case"):
        explain(cli_case, report | {"classifier": {"classifier.safetensors": ""}}, ["a text"])
