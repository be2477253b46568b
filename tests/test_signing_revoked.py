"""Keys that were lost, bundles of an earlier kind: what a verifier says, and its exit code."""

import json

import pytest
from signed_case import ADA, MIRA, WORDS, both, left_open, members, shared, written

from core.errors import InputError
from core.report.archive import pack
from core.signing.forms import FIRST_PARTS, MANIFEST, canonical, sha256
from core.signing.keys import key_path, make_key, public_entry, set_aside
from core.signing.trust import add_to_trust, load_trust, revoke_in_trust

BEFORE, AFTER = "2026-11-20T14:04:00Z", "2026-11-20T18:00:00Z"


@pytest.fixture(scope="module")
def world():
    return shared()


@pytest.fixture
def keys(world, tmp_path):
    path = tmp_path / "keys.json"
    path.write_bytes(world.keys.read_bytes())
    return path


def test_a_signature_made_after_its_key_was_revoked_fails_and_says_why(world, keys):
    revoke_in_trust(keys, "ada rossi", "", "laptop stolen", BEFORE)
    code, *messages = both(world.bundle, load_trust(keys))
    assert code == 1
    for failing in messages:
        assert failing == [
            f"{world.seals[0][0]} is signed with a key that was revoked on 2026-11-20 (laptop "
            "stolen)",
            "one approval holds, 2 are needed",
        ]


def test_a_signature_that_says_it_is_older_is_told_apart_and_leaves_the_check_open(world, keys):
    revoke_in_trust(keys, ADA, "", "laptop stolen", AFTER)
    assert both(world.bundle, load_trust(keys)) == (2, [], [])
    for (message,) in left_open(world.bundle, load_trust(keys)):
        assert "signed by Ada Rossi on 2026-11-20, before the key was revoked" in message
        assert "of the signer's own clock" in message


def test_an_older_verifier_refuses_a_revoked_key_as_a_retired_one(world, keys):
    entry = revoke_in_trust(keys, ADA, "", "laptop stolen", AFTER)
    assert entry["retired"] is True
    (kept,) = [key for key in load_trust(keys)["keys"] if key["name"] == ADA]
    assert kept == entry


def test_a_revoked_key_does_not_come_back(world, keys):
    revoke_in_trust(keys, ADA, world.ada.keyid[:8], "lost", AFTER)
    with pytest.raises(InputError, match="was revoked on 2026-11-20"):
        add_to_trust(keys, public_entry(world.ada))
    for again in (ADA, "Nobody"):
        with pytest.raises(InputError, match=f"0 keys of {again}"):
            revoke_in_trust(keys, again, "", "lost", AFTER)
    with pytest.raises(InputError, match="without a reason"):
        revoke_in_trust(keys, MIRA, "", " ", AFTER)


def test_the_command_revokes_sets_ones_own_key_aside_and_the_next_is_new(
    say, tmp_path, monkeypatch
):
    monkeypatch.setenv("SELFREG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SELFREG_PASSPHRASE", WORDS)
    keys = tmp_path / "keys.json"
    _, first, _ = say("key", "--by", ADA, "--trust", keys, "--json")
    why = ["--trust", keys, "--reason", "laptop stolen"]
    code, said, _ = say("key", "revoke", "--by", ADA, *why)
    assert code == 0
    assert "revoked on" in said
    assert not key_path(ADA).exists()
    _, second, _ = say("key", "--by", ADA, "--trust", keys, "--json")
    assert second["key"]["keyid"] != first["key"]["keyid"]
    assert [bool(key.get("revoked")) for key in load_trust(keys)["keys"]] == [True, False]
    code, _, err = say("key", "revoke", "--by", ADA)
    assert (code, "give --by NAME and --trust FILE" in err) == (2, True)


def test_somebody_elses_key_is_not_set_aside(tmp_path, monkeypatch):
    monkeypatch.setenv("SELFREG_HOME", str(tmp_path / "home"))
    make_key(ADA, WORDS)
    assert set_aside(ADA, "f" * 64) is set_aside(MIRA, "f" * 64) is None
    assert key_path(ADA).is_file()


def earlier(world, **changed):
    """The bundle as the first version of selfreg would have written it."""
    parts = {name: world.members[name] for name in FIRST_PARTS}
    report = json.loads(parts["report.json"]) | {"schema": "selfreg-report/1"}
    parts["report.json"] = canonical(report) + b"\n"
    hashes = {name: sha256(content) for name, content in parts.items()}
    manifest = {"schema": "selfreg-bundle/1", "parts": hashes}
    return parts | {MANIFEST: canonical(manifest) + b"\n"} | changed


@pytest.mark.parametrize("listed", [False, True])
def test_a_bundle_of_the_first_kind_is_checked_as_far_as_it_goes(world, tmp_path, listed, say):
    path = written(tmp_path / "first.zip", earlier(world))
    trusted = world.trust if listed else None
    assert both(path, trusted) == (2, [], [])
    for messages in left_open(path, trusted):
        assert "of an earlier kind, selfreg-bundle/1: its files and its ledger" in messages[0]
        assert messages[-1] == "a bundle of this kind holds no signatures by keys"
    code, said, _ = say("verify", path, "--depth", 3)
    assert code == 2
    assert "data/eval_predictions.parquet is not in the bundle" in said
    assert "FAILED" not in said


def test_what_was_changed_in_a_bundle_of_the_first_kind_still_fails(world, tmp_path):
    for name in FIRST_PARTS:
        content = bytearray(world.members[name])
        content[len(content) // 2] ^= 1
        path = written(tmp_path / "first.zip", earlier(world, **{name: bytes(content)}))
        code, *messages = both(path, None)
        assert code == 1
        assert all(name in failing[0] for failing in messages)


def test_a_signed_bundle_cannot_pass_as_one_of_the_first_kind(world, tmp_path):
    seals = dict(world.seals)
    path = written(tmp_path / "first.zip", earlier(world, **seals))
    code, *messages = both(path, world.trust)
    assert code == 1
    for failing in messages:
        assert failing == [f"{name} does not belong in a bundle" for name in sorted(seals)]
    whole = members(world.parts) | {MANIFEST: earlier(world)[MANIFEST]}
    (tmp_path / "mixed.zip").write_bytes(pack(whole))
    assert both(tmp_path / "mixed.zip", world.trust)[0] == 1
