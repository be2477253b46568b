"""Every attack on a signed bundle fails by name, in `selfreg verify` and in verify.py."""

import base64
import json
import subprocess
import sys

import pytest
from report_case import ledger as make_ledger
from signed_case import MIRA, NOW, both, members, said, seal, shared, signers, trust, written

from core.durable import canonical_json, sha256_bytes
from core.report.intact import manifest_of
from core.signing.forms import SEALS, canonical
from core.signing.statement import sealed

NAMES = (
    "VERIFY.md", "activations/test.safetensors", "data/eval_predictions.csv",
    "data/eval_predictions.parquet", "ledger.jsonl", "public/report.html", "public/report.json",
    "manifest.json", "model/classifier.json", "model/classifier.safetensors",
    "model/embedding.json", "model_card.md", "report.html", "report.json", "verify.py", "words.txt",
)  # fmt: skip


@pytest.fixture(scope="module")
def world():
    return shared()


def attack(world, content, trusted=None, now=NOW, path=None):
    """The attack is found by both; their messages, as two texts."""
    path = written(path or world.folder / "attack.zip", content)
    code, failing, mine = both(path, trusted or world.trust, now)
    assert code == 1
    return "\n".join(failing), "\n".join(mine)


def test_a_bundle_that_two_people_signed_is_verified(world):
    assert both(world.bundle, world.trust) == (0, [], [])


@pytest.mark.parametrize("name", [*NAMES, "first seal", "second seal"])
def test_a_byte_flipped_in_a_file_fails_and_names_the_file(world, name):
    name = {"first seal": world.seals[0][0], "second seal": world.seals[1][0]}.get(name, name)
    for at in (0.1, 0.5, 0.9):
        content = bytearray(world.members[name])
        content[int(len(content) * at)] ^= 1
        messages = attack(world, world.members | {name: bytes(content)})
        assert all(name in message for message in messages)


@pytest.mark.parametrize("name", [n for n in NAMES if n != "manifest.json"])
def test_a_changed_file_with_a_new_manifest_fails_at_the_signature(world, name):
    changed = world.members | {name: world.members[name].replace(b"e", b"f", 1) + b" "}
    required = {n: c for n, c in changed.items() if n in NAMES and n != "manifest.json"}
    optional = {"activations/test.safetensors": required.pop("activations/test.safetensors")}
    changed["manifest.json"] = manifest_of(required, optional)
    for message in attack(world, changed):
        assert "signs another state" in message
        assert name in message or "manifest.json is not the file" in message


def test_an_edited_number_in_the_page_fails_by_its_name(world):
    page = world.members["report.html"].replace(b"0.41", b"0.04", 1)
    assert page != world.members["report.html"]
    for message in attack(world, world.members | {"report.html": page}):
        assert "report.html" in message


def swapped(world):
    """Ada's statement under Mira's signature, and the other way round."""
    (ada, first), (mira, second) = world.seals
    one, two = json.loads(first), json.loads(second)
    one["signatures"], two["signatures"] = two["signatures"], one["signatures"]
    return {ada: canonical_json(one), mira: canonical_json(two)}


def test_swapped_keys_fail_and_say_so(world):
    for message in attack(world, world.members | swapped(world)):
        assert message.count("keys were swapped") == 2
    names = {world.ada.keyid: "Mira Lindqvist", world.mira.keyid: "Ada Rossi"}
    keys = [key | {"name": names[key["keyid"]]} for key in world.trust["keys"]]
    for message in attack(world, world.members, world.trust | {"keys": keys}):
        assert "the key belongs to Mira Lindqvist" in message


def relabelled(content, lines):
    """The bundle with another ledger and a manifest that fits it."""
    changed = content | {"ledger.jsonl": b"".join(lines)}
    required = {n: c for n, c in changed.items() if n in NAMES and n != "manifest.json"}
    optional = {"activations/test.safetensors": required.pop("activations/test.safetensors")}
    return changed | {"manifest.json": manifest_of(required, optional)}


@pytest.mark.parametrize("how", ["reordered", "cut", "replayed", "lengthened"])
def test_a_ledger_that_was_rearranged_fails_by_its_name(world, how):
    lines = world.members["ledger.jsonl"].splitlines(keepends=True)
    arranged = {
        "reordered": [lines[0], lines[2], lines[1], *lines[3:]],
        "cut": lines[:-1],
        "replayed": [*lines, lines[1]],
        "lengthened": [*lines, b'{"by":'],
    }[how]
    for message in attack(world, relabelled(world.members, arranged)):
        assert "ledger.jsonl" in message


def test_one_person_twice_is_one_person(world):
    (again,) = signers(world.folder / "again", "ada  ROSSI")
    second = seal(world.parts, again, said(independent=True))
    content = members(world.parts, world.seals[0], second)
    for message in attack(world, content, trust(world.ada, again)):
        assert "approved twice: one person is one" in message


def test_one_key_under_two_names_is_refused(world):
    from dataclasses import replace

    two = replace(world.ada, name=MIRA)
    _, second = seal(world.parts, two, said(independent=True))
    content = members(world.parts, world.seals[0], (f"{SEALS}other.json", second))
    code, failing, mine = both(written(world.folder / "a.zip", content), None)
    assert code == 1
    assert failing == mine == ["two approvals were made with one key"]
    for message in attack(world, content):
        assert "the key belongs to Ada Rossi" in message


def test_an_approval_that_has_expired_fails_with_its_date(world):
    for message in attack(world, world.members, now="2027-11-21T00:00:00Z"):
        assert message.count("expired on 2027-11-20") == 2


def test_an_old_envelope_over_a_new_state_fails(world, tmp_path):
    from report_case import parts

    now = parts(tmp_path, policy="Another policy.")
    for message in attack(world, members(now, *world.seals)):
        assert message.count("signs another state") == 2


def test_a_signature_that_was_taken_out_leaves_one_approval(world):
    content = {n: c for n, c in world.members.items() if n != world.seals[1][0]}
    for message in attack(world, content):
        assert message == "one approval holds, 2 are needed"


def test_a_stranger_is_named_and_counts_for_nothing(world):
    content = members(world.parts, world.seals[0], seal(world.parts, world.eve, said()))
    for message in attack(world, content):
        assert "which nobody on the list has" in message


def test_whoever_trained_may_not_approve(world):
    (builder,) = signers(world.folder / "builder", "Bea Builder")
    content = members(world.parts, world.seals[1], seal(world.parts, builder, said()))
    for message in attack(world, content, trust(world.mira, builder)):
        assert message == "Bea Builder trained the model and approved"


def test_nobody_independent_is_not_enough_nor_is_the_only_reviewer(world):
    content = members(world.parts, world.seals[0], seal(world.parts, world.mira, said()))
    for message in attack(world, content):
        assert message == "no approver is independent of the development"
    (reviewer,) = signers(world.folder / "reviewer", "Ada Okafor")
    independent = seal(world.parts, reviewer, said(independent=True))
    content = members(world.parts, world.seals[0], independent)
    for message in attack(world, content, trust(world.ada, reviewer)):
        assert message == "no approver is independent of the development"


def test_a_revoked_bundle_a_retired_key_and_a_role_not_given_fail(world):
    revoked = [sha256_bytes(world.members["manifest.json"])]
    for message in attack(world, world.members, world.trust | {"revoked": revoked}):
        assert "the trust list says that it was revoked" in message
    first, second = world.trust["keys"]
    for message in attack(
        world, world.members, world.trust | {"keys": [first | {"retired": True}, second]}
    ):
        assert "nobody on the list has" in message
    for message in attack(
        world, world.members, world.trust | {"keys": [first | {"roles": ["review"]}, second]}
    ):
        assert "does not permit Ada Rossi" in message


def test_a_statement_of_another_kind_or_form_is_refused(world):
    name, first = world.seals[0]
    payload = json.loads(base64.b64decode(json.loads(first)["payload"]))
    other = sealed(payload | {"predicateType": "urn:other"}, world.ada)
    for message in attack(world, world.members | {name: other}):
        assert f"{name} is a statement of another kind" in message
    for damaged in (b"{}", b"[" * 90_000, canonical({"payload": "?"})):
        for message in attack(world, world.members | {name: damaged}):
            assert name in message


def test_without_a_list_the_signers_are_unknown_and_the_exit_code_says_so(world):
    assert both(world.bundle, None) == (2, [], [])
    unsigned = written(world.folder / "unsigned.zip", members(world.parts))
    assert both(unsigned, None) == (2, [], [])
    for message in attack(world, members(world.parts)):
        assert message == "nobody's approval holds, 2 are needed"


def test_an_approval_over_an_open_line_without_a_word_on_it_fails(world, tmp_path):
    from report_case import parts

    given = parts(tmp_path)
    signed = [
        seal(given, world.ada, said()),
        seal(given, world.mira, said(independent=True)),
    ]
    for message in attack(world, members(given, *signed)):
        assert "'Outcomes by group' needs a disposition and has none" in message


def test_the_file_from_the_bundle_runs_by_itself(world, tmp_path):
    import zipfile

    with zipfile.ZipFile(world.bundle) as archive:
        archive.extract("verify.py", tmp_path)
    run = [sys.executable, "-I", str(tmp_path / "verify.py"), str(world.bundle)]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "")
    assert "signer unknown" in done.stdout
    assert "core." not in (tmp_path / "verify.py").read_text()


def test_the_ledger_of_the_tests_names_who_trained(world, tmp_path):
    assert make_ledger(tmp_path, "c" * 64).events()[-1].event == "model.trained"


def test_what_somebody_says_they_opened_cannot_be_added_afterwards(world):
    name, first = world.seals[0]
    envelope = json.loads(first)
    told = json.loads(base64.b64decode(envelope["payload"]))
    told["predicate"]["viewed"] = ["Page one"]
    changed = envelope | {"payload": base64.b64encode(canonical(told)).decode()}
    for message in attack(world, world.members | {name: canonical_json(changed)}):
        assert f"{name} has a signature that does not match" in message


ATTACKS = {
    "a byte flipped in each file": test_a_byte_flipped_in_a_file_fails_and_names_the_file,
    "digests fixed": test_a_changed_file_with_a_new_manifest_fails_at_the_signature,
    "swapped keys": test_swapped_keys_fail_and_say_so,
    "ledger rearranged": test_a_ledger_that_was_rearranged_fails_by_its_name,
    "an old envelope replayed": test_an_old_envelope_over_a_new_state_fails,
    "one person twice": test_one_person_twice_is_one_person,
    "one key, two names": test_one_key_under_two_names_is_refused,
    "expired": test_an_approval_that_has_expired_fails_with_its_date,
    "a number edited in the HTML": test_an_edited_number_in_the_page_fails_by_its_name,
    "a signature taken out": test_a_signature_that_was_taken_out_leaves_one_approval,
    "a stranger": test_a_stranger_is_named_and_counts_for_nothing,
    "the builder approves": test_whoever_trained_may_not_approve,
    "nobody independent": test_nobody_independent_is_not_enough_nor_is_the_only_reviewer,
    "revoked bundle, retired key": test_a_revoked_bundle_a_retired_key_and_a_role_not_given_fail,
}
"""Every attack the specification names, and those beside it, with the test that tries it. A line
edited on page one is in test_report_rejudge.py, a revoked key and an earlier kind of bundle in
test_signing_revoked.py."""


def test_every_file_of_the_bundle_is_flipped_in_turn_the_newest_kinds_too(world):
    import zipfile

    with zipfile.ZipFile(world.bundle) as archive:
        there = set(archive.namelist())
    flipped = {*NAMES, *(name for name, _ in world.seals)}
    assert there == flipped


def test_a_file_too_large_or_of_too_many_members_is_refused_before_it_is_read(tmp_path, capsys):
    from signed_case import script

    path = written(tmp_path / "many.zip", {f"attestations/{n}.json": b"{}" for n in range(65)})
    assert script()["main"]([str(path)]) == 2
    assert "it has 65 members, more than any bundle" in capsys.readouterr().err
    with path.open("ab") as file:
        file.truncate((256 << 20) + 1)
    assert script()["main"]([str(path)]) == 2
    assert "more than any bundle" in capsys.readouterr().err
