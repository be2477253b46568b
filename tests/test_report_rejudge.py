"""Page one and its verdicts are worked out again: whoever edits them needs more than new hashes."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from evidence_case import evidence
from report_case import inputs, parts

from core.audit.policy import Policy, policy_from
from core.report.archive import pack
from core.report.bundle import signed_content, verify_bundle
from core.report.intact import ACTIVATIONS, LEDGER, MANIFEST, REPORT, manifest_of
from core.report.public import public_part
from core.report.rejudge import page_one, verdicts
from core.report.renderings import rendered
from core.review.ledger import Ledger
from core.signing.forms import canonical

NOW = "2026-11-21T00:00:00Z"


@cache
def content() -> dict[str, bytes]:
    return signed_content(parts(Path(mkdtemp()), evidence=evidence()))


def report() -> dict:
    return json.loads(content()[REPORT])


def resealed(path, changed):
    """As an attacker leaves it who lays the page out again and fixes every hash."""
    members = content() | rendered(changed) | public_part(changed)
    rest = {name: part for name, part in members.items() if name not in (MANIFEST, ACTIVATIONS)}
    manifest = manifest_of(rest, {ACTIVATIONS: members[ACTIVATIONS]})
    path.write_bytes(pack(members | {MANIFEST: manifest}))
    return [check.message for check in verify_bundle(path, now=NOW) if not check.ok]


def test_nothing_is_found_in_what_was_exported(tmp_path):
    assert resealed(tmp_path / "same.zip", report()) == []
    assert page_one(report()) == verdicts(report(), content()[LEDGER]) == ""


def test_an_edited_state_on_page_one_is_named_with_what_the_figures_give(tmp_path):
    changed = report()
    line = next(e for e in changed["front"] if e["state"] != "within the limit")
    was, line["state"] = line["state"], "within the limit"
    assert resealed(tmp_path / "a.zip", changed) == [
        f"page one of report.json was edited: {line['title']!r} says 'within the limit', its "
        f"figures give {was!r}"
    ]


def test_an_edited_sentence_a_line_left_out_and_one_too_many_are_named(tmp_path):
    changed = report()
    changed["front"][0]["parts"][0]["text"] += " And all is well."
    (message,) = resealed(tmp_path / "a.zip", changed)
    assert "'Use of flagged features' has another sentence than its figures give" in message
    for front in (report()["front"][:-1], [*report()["front"], {"line": "x"}], None, ["x"]):
        assert "page one of report.json has other lines" in page_one(report() | {"front": front})


def headline(changed, rule="impact_ratio"):
    lines = changed["fairness"]["attributes"][0]["headlines"]
    return next(e for e in lines if (e["rule"], e["model"]) == (rule, "regularized"))


def test_a_state_that_its_own_bounds_do_not_give_is_named():
    changed = report()
    line = headline(changed)
    line["state"] = "over the limit" if line["state"] != "over the limit" else "within the limit"
    told = verdicts(changed, content()[LEDGER])
    assert "impact_ratio by sex of the regularized model says" in told


@pytest.mark.parametrize("reason", ["one person", "many unknown", "guessed group"])
def test_a_reason_that_forbids_a_better_state_is_kept_to(reason):
    changed = report()
    line = headline(changed)
    line |= {"low": 0.95, "high": 0.99, "reasons": [reason], "state": "within the limit"}
    assert "its bounds give 'not enough evidence'" in verdicts(changed, content()[LEDGER])


def test_a_figure_held_against_another_limit_than_the_policys_is_named():
    changed = report()
    headline(changed)["limit"] = 0.1
    assert "held against another limit" in verdicts(changed, content()[LEDGER])
    changed = report()
    changed["nonreliance"]["summary"]["limit"]["flips"] = 0.9
    assert "the certificate is held against other limits" in verdicts(changed, content()[LEDGER])
    changed = report()
    changed["policy"]["limits"]["tpr_gap"] = 0.9
    assert "the limit 'tpr_gap' is not the one" in verdicts(changed, content()[LEDGER])


def locked(folder, limit):
    """A ledger with one version of the limits, and the version as a report says it."""
    policy = Policy(("hired",)).with_limits({"tpr_gap": limit})
    told = {"version": 1, "policy": policy.as_json(), "sha256": policy.sha256, "by": "A. Rossi",
            "ts": NOW, "seen": False, "changes": [],
            "judged": list(policy.judged)}  # fmt: skip
    book = Ledger(folder / "ledger.jsonl", "c" * 64)
    subject = {"policy": told["policy"], "sha256": told["sha256"], "seen": False}
    book.append(by="A. Rossi", event="policy.locked", subject=subject, reason="", ts=NOW)
    return told, book.path.read_bytes()


def test_a_policy_read_from_a_report_has_the_hash_it_was_locked_with():
    policy = Policy(("hired",), exclude_share=0.0).with_limits({"tpr_gap": 1.0, "fpr_gap": 0})
    quoted = json.loads(canonical(policy.as_json()))
    assert quoted["exclude_share"] == 0
    assert policy_from(quoted).sha256 == policy.sha256


def test_the_limits_are_those_that_the_ledger_holds(tmp_path):
    from core.report import build_report

    told, kept = locked(tmp_path, 0.1)
    made = build_report(replace(inputs(), policies=(told,)))
    assert verdicts(made, kept) == ""
    other, _ = locked(tmp_path / ".", 0.9)
    forged = told | {"policy": other["policy"]}
    for versions in ((), (told, told), (other,), (told | {"seen": True},), (forged,)):
        swapped = build_report(replace(inputs(), policies=versions))
        assert "other versions of the limits than the ledger" in verdicts(swapped, kept)
