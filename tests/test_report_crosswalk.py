"""The report's schema, its crosswalk from dated data files, its manifest, and its PDF."""

import builtins
import json
import os
import re
import zlib
from dataclasses import replace

import jsonschema
import pytest
from evidence_case import evidence
from report_case import bundle, inputs

from core.audit.policy import RULES
from core.errors import InputError
from core.report import build_report, rendered
from core.report.about import About
from core.report.crosswalk import _state, profiles
from core.report.pdf import render_pdf
from core.report.schema import schema


@pytest.fixture(scope="module")
def report():
    return build_report(inputs())


def test_a_report_fits_the_published_schema(report):
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.Draft202012Validator(schema()).validate(report)


@pytest.mark.parametrize(
    ("path", "value"),
    [(("schema",), "selfreg-report/9"), (("front",), []), (("ledger", "head"), "none"),
     (("front", 0, "state"), "passed"), (("model", "method"), "magic")],
)  # fmt: skip
def test_a_report_of_another_shape_does_not(report, path, value):
    changed = json.loads(json.dumps(report))
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(changed, schema())


def test_every_obligation_has_a_source_a_day_and_says_whether_it_is_confirmed():
    named = {profile["profile"] for profile in profiles()}
    assert named == {
        "nyc-ll144", "eu-ai-act-annex-iv", "nist-ai-rmf", "sr-26-2", "iso-42001", "reg-b",
    }  # fmt: skip
    for profile in profiles():
        for row in profile["obligations"]:
            assert row["source"]
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["checked_on"])
            assert row["confirmed"] or "to be confirmed" not in row["summary"]
            if "from memory" in row["source"]:
                assert row["confirmed"] is False, row["id"]


def test_a_part_that_was_not_computed_is_not_said_to_be_provided(report):
    rows = {r["id"]: r for p in report["crosswalk"]["profiles"] for r in p["obligations"]}
    assert rows["5-301(b)"]["state"] == "provided"
    assert rows["MEASURE 2.10"]["state"] == "not measured in this report"
    assert rows["5-300 auditor"]["state"] == "you must add"
    page = rendered(report)["report.html"].decode()
    assert "to be confirmed" in page
    assert "checked on 2026-11-21" in page


def test_the_manifest_changes_with_what_it_names(report):
    other = build_report(inputs(seed=1))
    assert report["manifest"]["seed"] != other["manifest"]["seed"]
    assert report["manifest"]["flagged"] == other["manifest"]["flagged"]


def test_the_report_of_a_bundle_is_shown_again(tmp_path, capsys):
    from core import cli

    path = bundle(tmp_path)
    assert cli.main(["report", str(path), "-o", str(tmp_path / "again")]) == 0
    import zipfile

    with zipfile.ZipFile(path) as archive:
        for name in ("report.json", "report.html", "model_card.md"):
            assert (tmp_path / "again" / name).read_bytes() == archive.read(name)


def test_the_pdf_is_tagged_and_the_same_twice(report):
    _need_pango()
    html = "<!doctype html><html lang='en'><title>t</title><h1>Report</h1><p>x</p></html>"
    first = render_pdf(html)
    assert first.startswith(b"%PDF")
    assert first == render_pdf(html)
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", first, re.DOTALL)
    inflated = b"".join(zlib.decompressobj().decompress(each) for each in streams[:-1])
    assert b"/MarkInfo" in first + inflated


def _need_pango():
    """Skip where the system library is missing; under CI that is a failure."""
    try:
        import weasyprint  # noqa: F401
    except OSError as fault:
        if os.environ.get("SELFREG_CI") == "1":
            raise
        pytest.skip(f"no PDF without the system library pango: {fault}")


def test_without_weasyprint_the_message_says_what_to_do(monkeypatch):
    real = builtins.__import__

    def gone(name, *rest, **more):
        if name == "weasyprint":
            raise ImportError("No module named 'weasyprint'")
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", gone)
    with pytest.raises(InputError, match=r"selfreg\[pdf\]"):
        render_pdf("<p>x</p>")


def test_the_manifest_names_the_revision_and_the_whole_command(report):
    told = report["manifest"]
    assert told["language_model"]["revision"].startswith("none")
    assert told["commands"][0].endswith("--model minilm --layer 5 --sae batchtopk --seed 0")
    assert told["language_model"]["layer"] == "5, counted from 1"
    whole = {name: said for name, said in inputs().embedding.items() if name != "layer"}
    whole = build_report(inputs(embedding=whole))["manifest"]
    assert whole["language_model"]["layer"].startswith("the last")
    assert " --model minilm --sae " in whole["commands"][0]
    commit = "c" * 40
    given = inputs(revision=commit)
    made = build_report(replace(given, data=replace(given.data, split="part of it")))["manifest"]
    assert made["language_model"]["revision"] == commit
    assert " --split 'part of it' " in made["commands"][0]


def test_a_revision_is_read_off_a_snapshot_and_nothing_else(tmp_path):
    from core.embed.locate import revision

    assert revision(tmp_path / "snapshots" / ("a" * 40)) == "a" * 40
    assert revision(tmp_path / "snapshots" / "main") == revision(tmp_path / ("a" * 40)) == ""


def test_what_only_people_know_is_theirs_to_add_until_they_said_it(report):
    def states(given):
        profiles = given["crosswalk"]["profiles"]
        return {row["id"]: _state(row) for p in profiles for row in p["obligations"]}

    assert states(report)["IV.1"] == "you must add: intended use"
    assert states(report)["IV.4"] == "you must add: why each figure was chosen"
    assert states(report)["IV.9"] == "you must add: how it is watched in use"
    told = About().changed({"intended": "A first sort.", "chosen": dict.fromkeys(RULES, "agreed")})
    version = {"version": 1, "about": told.as_json(), "sha256": told.sha256, "by": "Ada",
               "ts": "2026-11-21T09:00:00Z", "changes": []}  # fmt: skip
    made = states(build_report(inputs(about=(version,))))
    assert {made["IV.1"], made["IV.4"]} == {"provided"}
    assert made["5-302"] == "you must add: historical or test data and why that kind of data"


def test_every_section_that_an_obligation_names_is_on_the_page():
    page = rendered(build_report(inputs(evidence=evidence())))["report.html"].decode()
    titles = {re.sub("<.*?>", "", title) for title in re.findall("<h2>(.*?)</h2>", page)}
    named = {
        section.split(",")[0]
        for profile in profiles()
        for row in profile["obligations"]
        for section in (row["section"] or "").split("; ")
    }
    assert named - titles == {"", "Page one", "model card"}
