"""From a file of texts to a prediction, through the real command in processes of its own."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from core import cli
from core.case import Case
from core.features.words import load_corpus
from core.pipeline import load_evidence
from core.pipeline.deletion import flagged_words

SELFREG = Path(sys.executable).with_name("selfreg")
TEXTS = 240
COLUMNS = ["--text", "text", "--label", "decision", "--split", "split"]
COLUMNS += ["--group", "gender", "--group", "hobby"]


def selfreg(*words, folder):
    """The one JSON object a command prints; it has to succeed."""
    done = subprocess.run(
        [SELFREG, *map(str, words), "--json"], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    """A folder with a case taken from its texts to its bundle, and what each command said."""
    from core.sample import applications

    folder = tmp_path_factory.mktemp("walk")
    frame = applications(TEXTS, 0).frame
    frame.to_csv(folder / "texts.csv", index=False)
    said = {}

    def step(name, *words):
        said[name] = selfreg(name, *words, folder=folder)
        return said[name]

    step("new", "case", "--data", "texts.csv", *COLUMNS, "--favourable", "invite")
    step("run", "case")
    found = step("features", "case", "--query", "she her", "--top", "3")["features"]
    ids = [row["feature"] for row in found]
    step("feature", "case", ids[0])
    step("flag", "case", *ids, "--reason", "names the gender", "--by", "A. Reader")
    step("policy", "case", "--limit", "tpr_gap=0.2", "--groups", "gender*hobby", "--by", "B. Judge")
    step("train", "case", "--by", "Bea Builder")
    step("audit", "case")
    step("report", "case", "-o", "report")
    step("sign", "case", "--by", "A. Reader", "--role", "compliance", "--meaning", "approved")
    step("export", "case", "-o", "bundle.zip")
    done = subprocess.run(
        [SELFREG, "verify", "bundle.zip", "--json"], cwd=folder, capture_output=True, text=True
    )
    said["verify"] = json.loads(done.stdout)
    return folder, frame, said


pytestmark = pytest.mark.slow


def test_the_case_holds_every_text_and_features_that_fire(walk):
    _, _, said = walk
    assert said["new"]["texts"] == TEXTS
    assert said["run"]["run"]["texts"] == TEXTS
    assert said["run"]["run"]["live"] > 100


def test_the_search_finds_words_and_the_evidence_marks_them(walk):
    _, _, said = walk
    names = [row["name"] for row in said["features"]["features"]]
    assert any("she" in name.split(", ") for name in names)
    marked = [e["marked"].lower() for e in said["feature"]["examples"] if e["band"] == "strongest"]
    assert marked
    assert all("«" in text for text in marked)


def test_the_report_holds_the_figures_against_the_limits_set_before_them(walk):
    folder, _, said = walk
    (version,) = said["policy"]["versions"]
    assert (version["by"], version["seen"]) == ("B. Judge", False)
    report = json.loads((folder / "report" / "report.json").read_text())
    assert report["policy"]["limits"]["tpr_gap"] == 0.2
    assert report["fairness"]["policy_sha256"] == version["sha256"]
    assert [each["name"] for each in report["fairness"]["attributes"]] == ["gender × hobby"]
    assert [line["line"] for line in report["front"]][1:3] == ["outcomes", "errors"]


def test_the_regularized_model_relies_on_nothing_that_was_flagged(walk):
    _, _, said = walk
    assert said["train"]["train"]["reliance_plain"] > 1e-3
    assert said["train"]["train"]["reliance_regularized"] < 1e-6
    assert len(said["flag"]["events"]) == len(said["features"]["features"])


def test_the_audit_speaks_of_both_models_and_every_group(walk):
    _, frame, said = walk
    rows = said["audit"]["groups"]
    test = frame[frame.split == "test"]
    for column in ("gender", "hobby"):
        counted = {(r["model"], r["group"]): r["n"] for r in rows if r["column"] == column}
        expected = test[column].value_counts().to_dict()
        for model in ("plain", "regularized"):
            assert {g: n for (m, g), n in counted.items() if m == model} == expected
    rate = next(r for r in rows if r["n"])
    assert rate["selection_rate_low"] <= rate["selection_rate"] <= rate["selection_rate_high"]
    assert isinstance(said["audit"]["changed"], int)


def test_the_audit_tries_what_flagged_features_can_still_change(walk):
    folder, frame, said = walk
    summary = said["audit"]["nonreliance"]
    assert summary["n"] == (frame.split == "test").sum()
    assert summary["features"] == len(said["features"]["features"])
    assert (summary["flips"], summary["state"]) == (0, "within the limit")
    assert summary["plain"]["max_dp"] > summary["max_dp"]
    report = json.loads((folder / "report" / "report.json").read_text())
    for part in ("nonreliance", "leakage", "swaps", "proxies", "reasons", "alternatives", "spread"):
        assert report[part]["tested"], part
    assert {c["column"] for c in report["leakage"]["columns"]} == {"gender", "hobby"}


def test_the_bundle_is_intact_and_a_changed_byte_is_found(walk):
    folder, _, said = walk
    assert (said["verify"]["ok"], said["verify"]["exit_code"]) == (False, 2)
    assert all(check["ok"] for check in said["verify"]["checks"])
    data = bytearray((folder / "bundle.zip").read_bytes())
    data[len(data) // 2] ^= 1
    (folder / "changed.zip").write_bytes(data)
    done = subprocess.run(
        [SELFREG, "verify", "changed.zip"], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "FAILED" in done.stdout


def test_the_bundle_alone_gives_the_scores_of_the_case(walk):
    from core.case import Case
    from core.classify.classifier import load_classifier
    from core.pipeline.data import load_data

    folder, frame, _ = walk
    case = Case.open(folder / "case")
    model = load_classifier(case.classifier_path("regularized"))
    scores = model.probabilities(load_data(case).unit).numpy()

    test = frame[frame.split == "test"].iloc[::-1]  # other texts at a time, in another order
    test.to_csv(folder / "test.csv", index=False)
    given = ("--data", "test.csv", "--text", "text", "--reasons", "case")
    said = selfreg("predict", "bundle.zip", *given, folder=folder)
    assert [p["text"] for p in said["predictions"]] == test.text.tolist()
    row_of = {text_id: row for row, text_id in enumerate(case.texts().frame.id)}
    for text_id, prediction in zip(test.id, said["predictions"], strict=True):
        row = scores[row_of[text_id]]
        assert prediction["probability"] == pytest.approx(
            row[model.labels.index(prediction["label"])], abs=1e-5
        )
    _same_reasons(folder, dict(zip(test.id, said["predictions"], strict=True)))


def _same_reasons(folder, predictions):
    """Predictions give the reasons that the audit gave for the same texts."""
    report = json.loads((folder / "report" / "report.json").read_text())
    for told in report["reasons"]["decisions"]:
        found = predictions[told["id"]]["reasons"]
        assert found["refused"] == told["refused"]
        assert found["unexplained"] == pytest.approx(told["unexplained"], abs=1e-3)
        assert [r["feature"] for r in found["reasons"]] == [r["feature"] for r in told["reasons"]]


def test_a_second_run_finds_everything_up_to_date(walk):
    folder, _, _ = walk
    files = {p: p.stat().st_mtime_ns for p in (folder / "case" / "features").iterdir()}
    again = selfreg("run", "case", folder=folder)["run"]
    assert {"embed", "sae", "features", "plain"} <= set(again["skipped"])
    assert {p: p.stat().st_mtime_ns for p in (folder / "case" / "features").iterdir()} == files


def here(*words):
    """Exit code and JSON of a command run in this process, which spares it the imports."""
    out = StringIO()
    with redirect_stdout(out):
        code = cli.main([*map(str, words), "--json"])
    return code, json.loads(out.getvalue()) if out.getvalue() else {}


@pytest.fixture(scope="module")
def signed(walk):
    """The bundle of the walk's case after two people approved it, and the list of their keys."""
    folder, _, _ = walk
    case, keys = folder / "case", folder / "keys.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SELFREG_HOME", str(folder / "home"))
        patch.setenv("SELFREG_PASSPHRASE", "correct horse battery")
        waiting = here("dispose", case)[1]
        for line in waiting["open"]:
            why = [
                "--choice",
                "collect data",
                "--reason",
                "The sample is small: more is asked for.",
            ]
            assert here("dispose", case, line["line"], *why, "--by", "Ada Rossi")[0] == 0
        refused = ["sign", case, "--by", "Ada Rossi", "--role", "x", "--meaning", "approved"]
        assert here(*refused, "--key")[0] == 2  # the parts of the report were not opened yet
        features = [each["feature"] for each in waiting["proxies"]]
        if features:
            kept = ["--reason", "Looked at: about skills.", "--by", "Ada Rossi"]
            assert here("keep", case, *features, *kept)[0] == 0
        for name, more in (("Ada Rossi", []), ("Mira Lindqvist", ["--independent"])):
            said = ["--role", "compliance", "--meaning", "approved", "--key", "--read", *more]
            assert here("sign", case, "--by", name, *said)[0] == 0
            assert here("key", "--by", name, "--trust", keys)[0] == 0
    assert here("export", case, "-o", folder / "BUNDLE.zip", "--activations")[0] == 0
    return folder / "BUNDLE.zip", keys


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_the_commands_of_the_guide_verify_what_two_people_approved(
    walk, signed, depth, monkeypatch
):
    folder, frame, _ = walk
    frame.to_csv(folder / "TEXTS.csv", index=False)
    with zipfile.ZipFile(signed[0]) as archive:
        guide = archive.read("VERIFY.md").decode()
    (command,) = re.findall(rf"^selfreg (verify .*--depth {depth}.*)$", guide, re.MULTILINE)
    monkeypatch.chdir(folder)
    code, said = here(*command.replace("COLUMN", "text").split())
    assert [check for check in said["checks"] if not (check["ok"] and check["checked"])] == []
    assert (code, said["ok"]) == (0, True)
    assert len(said["checks"]) > 15 + 2 * depth


def test_depth_4_reads_the_texts_again_and_says_where_there_are_none(walk, signed):
    _, frame, _ = walk
    path, keys = signed
    deepest = ["verify", path, "--trust", keys, "--depth", 4]
    code, said = here(*deepest)
    assert code == 2
    assert [c["message"] for c in said["checks"] if not c["checked"]] == [
        "the bundle holds no texts, so none was embedded again: give --data FILE and --text COL"
    ]
    texts = path.with_name("tested.csv")
    frame[frame.split == "test"].to_csv(texts, index=False)
    code, said = here(*deepest, "--data", texts, "--text", "text", "--sample", 12)
    assert code == 0, said
    assert "embedded and decided again" in said["checks"][-1]["message"]


def test_training_that_pays_for_exchanged_words_moves_less_when_they_are_exchanged(walk, tmp_path):
    folder, _, _ = walk
    shutil.copytree(folder / "case", tmp_path / "case")
    trained = selfreg("train", "case", "--swaps", "--by", "Bea Builder", folder=tmp_path)
    assert len(trained["train"]["swaps"]) == 64
    assert trained["train"]["reliance_regularized"] < 1e-6  # the flags hold as before
    selfreg("audit", "case", folder=tmp_path)
    before, after = (
        load_evidence(Case.open(place / "case"))["swaps"] for place in (folder, tmp_path)
    )
    assert (before["trained"], after["trained"]) == ("", "these")
    assert after["plain"] == before["plain"]
    assert after["regularized"]["mean_dp"] < before["regularized"]["mean_dp"]


def test_of_the_words_of_flagged_features_some_can_be_spared(walk):
    folder, _, said = walk
    case = Case.open(folder / "case")
    flagged = [row["feature"] for row in said["features"]["features"]]
    corpus = load_corpus(case.features_folder)

    def words(but):
        spans = flagged_words(case, flagged, corpus, but)
        texts = case.texts().frame.text
        rows = spans.itertuples(index=False)
        return {texts[row.text][row.start : row.end].strip().lower() for row in rows}

    assert "she" in words(())
    assert words({"she"}) == words(()) - {"she"}
