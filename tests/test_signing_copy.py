"""A copy for everybody holds no typed word but what approvers signed, and still can be checked."""

import json

import pytest
from signed_case import MIRA, both, left_open, script, shared

from core.report.archive import pack
from core.signing.forms import COPY, MANIFEST, PUBLIC, REPORT, is_copy, sha256


@pytest.fixture(scope="module")
def world():
    return shared()


@pytest.fixture(scope="module")
def copied(world):
    """Name -> content of the copy, with both signatures."""
    return {name: world.members[name] for name in COPY} | dict(world.seals)


def packed(tmp_path, content):
    path = tmp_path / "copy.zip"
    path.write_bytes(pack(content))
    return path


def test_what_is_in_it_is_checked_and_what_is_not_is_left_open(world, copied, tmp_path):
    path = packed(tmp_path, copied)
    assert both(path, world.trust) == (2, [], [])
    for told in left_open(path, world.trust):
        assert told[0].startswith("this is the copy for everybody: ")
        assert told[-1] == (
            "approved by Ada Rossi and Mira Lindqvist, two people with two keys; who trained the "
            "model, and whether anybody refused it, stands in the whole bundle"
        )


def test_it_holds_neither_the_ledger_nor_the_model_nor_a_prediction(copied):
    assert is_copy(copied)
    assert not [name for name in copied if name.startswith(("model/", "data/", "ledger", "rep"))]
    public = json.loads(copied[PUBLIC])
    assert "sex must not matter" not in copied[PUBLIC].decode()
    assert {"front", "flagged", "decisions"}.isdisjoint(public)


@pytest.mark.parametrize("name", COPY)
def test_a_byte_flipped_in_a_file_of_the_copy_fails_and_names_it(name, world, copied, tmp_path):
    changed = bytearray(copied[name])
    changed[len(changed) // 2] ^= 1
    code, *messages = both(packed(tmp_path, copied | {name: bytes(changed)}), world.trust)
    assert code == 1
    assert all(any(name in line for line in told) for told in messages)


def test_an_edited_copy_with_a_new_manifest_fails_at_the_signatures(world, copied, tmp_path):
    public = copied[PUBLIC].replace(b'"least":10', b'"least":11')
    manifest = copied[MANIFEST].replace(sha256(copied[PUBLIC]).encode(), sha256(public).encode())
    changed = copied | {PUBLIC: public, MANIFEST: manifest}
    code, *messages = both(packed(tmp_path, changed), world.trust)
    assert code == 1
    for told in messages:
        assert sum("is not the file that was signed" in line for line in told) == 2


def test_an_approval_that_has_expired_or_by_a_stranger_fails_in_a_copy_too(world, copied, tmp_path):
    path = packed(tmp_path, copied)
    late, *_ = both(path, world.trust, now="2029-01-01T00:00:00Z")
    unknown = world.trust | {"keys": world.trust["keys"][:1]}
    code, mine, _ = both(path, unknown)
    assert (late, code) == (1, 1)
    assert "which nobody on the list has" in mine[0]


def test_a_bundle_that_something_was_taken_from_is_no_copy(world, tmp_path):
    content = {name: part for name, part in world.members.items() if name != REPORT}
    assert not is_copy(content)
    code, *messages = both(packed(tmp_path, content), world.trust)
    assert code == 1
    assert all(f"{REPORT} is missing" in told for told in messages)


def test_without_signatures_only_its_fingerprint_is_said(world, copied, tmp_path, capsys):
    path = packed(tmp_path, {name: copied[name] for name in COPY})
    assert both(path, world.trust) == (2, [], [])
    assert script()["main"]([str(path)]) == 2
    said = capsys.readouterr().out
    assert "nobody's approval holds" in said
    assert "page one: Outcomes by group" in said
    assert sha256(copied[MANIFEST]) in said
    assert MIRA not in said


@pytest.mark.parametrize(("typed", "signed"), [("skill alone", True), ("ask a@b.org", False)])
def test_signatures_stay_out_where_people_typed_personal_data(
    cli_case, world, monkeypatch, tmp_path, typed, signed
):
    from core.pipeline.decide import ledger
    from core.pipeline.deliver import export_copy
    from core.report.archive import read_archive

    monkeypatch.setattr("core.pipeline.deliver.case_report", lambda case: {})
    monkeypatch.setattr("core.pipeline.inputs.bundle_parts", lambda case, report: None)
    monkeypatch.setattr("core.report.bundle.signed_content", lambda given: world.members)
    monkeypatch.setattr("core.pipeline.seals.seals", lambda case, content: dict(world.seals))
    subject = {"line": "cost", "state": "", "choice": "accept", "about": ""}
    ledger(cli_case).append(
        by=MIRA,
        event="verdict.disposition",
        subject=subject,
        reason=typed,
        ts="2026-11-20T14:05:00Z",
    )
    path, told = export_copy(cli_case, tmp_path / "copy.zip")
    found = read_archive(path).parts
    assert told is signed
    assert is_copy(found)
    assert set(found) - {*COPY} == (set(dict(world.seals)) if signed else set())
