"""Canonical JSON, DSSE, keys: the same as independent code, and nothing secret leaks."""

import base64
import json
import stat

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from securesystemslib.dsse import Envelope
from signed_case import ADA, MIRA, WORDS, World

from core.durable import canonical_json
from core.errors import InputError
from core.signing.forms import canonical, pae, person
from core.signing.keys import key_path, make_key, open_key, public_entry, use_key
from core.signing.statement import expiry
from core.signing.trust import add_to_trust, load_trust, read_entry

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)  # fmt: skip


@given(VALUES)
def test_canonical_json_is_that_of_rfc_8785(value):
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    ("number", "text"),
    [(1e21, b"1e+21"), (1e20, b"100000000000000000000"), (1e-7, b"1e-7"), (1e-6, b"0.000001"),
     (-0.0, b"0"), (5e-324, b"5e-324"), (0.1 + 0.2, b"0.30000000000000004"), (123.0, b"123")],
)  # fmt: skip
def test_numbers_are_written_as_ecmascript_writes_them(number, text):
    assert canonical(number) == text


def test_names_are_sorted_by_utf_16_units():
    assert canonical({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()


def test_what_is_no_json_number_is_refused():
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="no number of JSON"):
            canonical(value)


def test_the_ledgers_own_form_is_left_as_it_was():
    assert canonical_json({"strength": 1.0, "é": 1e-7}) == '{"strength":1.0,"é":1e-07}'.encode()


@given(st.text(), st.binary())
def test_what_is_signed_is_what_an_independent_library_signs(kind, payload):
    assert pae(kind, payload) == Envelope(payload, kind, {}).pae()


def test_an_independent_library_reads_the_envelope(tmp_path):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    world = World(tmp_path)
    _, seal = world.seals[0]
    envelope = Envelope.from_dict(json.loads(seal))
    (signature,) = envelope.signatures.values()
    public = Ed25519PublicKey.from_public_bytes(world.ada.public)
    public.verify(bytes.fromhex(signature.signature), envelope.pae())
    told = json.loads(envelope.payload)
    assert told["_type"] == "https://in-toto.io/Statement/v1"
    assert {"report.json", "report.html", "manifest.json"} <= {s["name"] for s in told["subject"]}


def test_a_key_is_made_on_first_use_and_opens_with_its_passphrase_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("SELFREG_HOME", str(tmp_path / "home"))
    first = use_key(ADA, WORDS)
    assert use_key("  ada   ROSSI ", WORDS).keyid == first.keyid
    with pytest.raises(InputError, match="does not open the key"):
        use_key(ADA, WORDS + "!")
    assert key_path(ADA).parent == tmp_path / "home" / "keys"


def test_a_key_lies_encrypted_where_only_its_owner_can_read_it(tmp_path):
    path = tmp_path / "keys" / "ada.pem"
    signer = make_key(ADA, WORDS, path)
    content = path.read_bytes()
    assert content.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    secret = signer._private.private_bytes_raw()
    for file in path.parent.iterdir():
        data = file.read_bytes()
        assert secret not in data
        assert base64.b64encode(secret) not in data
        assert WORDS.encode() not in data
    assert repr(signer) == f"Signer('Ada Rossi', {signer.keyid[:16]})"


def test_a_short_passphrase_and_somebody_elses_key_are_refused(tmp_path):
    path = tmp_path / "ada.pem"
    with pytest.raises(InputError, match="11 characters"):
        make_key(ADA, "short words", path)
    make_key(ADA, WORDS, path)
    with pytest.raises(InputError, match="belongs to Ada Rossi"):
        open_key(MIRA, WORDS, path)
    with pytest.raises(InputError, match="has a key already"):
        make_key(ADA, WORDS, path)


def test_a_trust_list_grows_and_keeps_one_entry_a_key(tmp_path):
    signer = make_key(ADA, WORDS, tmp_path / "ada.pem")
    entry = read_entry(tmp_path / "ada.json")
    assert entry == public_entry(signer)
    for _ in range(2):
        add_to_trust(tmp_path / "keys.json", entry)
    assert load_trust(tmp_path / "keys.json")["keys"] == [entry]
    (tmp_path / "bad.json").write_text("[]")
    with pytest.raises(InputError, match="no trust list"):
        load_trust(tmp_path / "bad.json")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [("2026-11-20", 12, "2027-11-20"), ("2027-01-31", 1, "2027-02-28"),
     ("2026-12-31", 2, "2027-02-28"), ("2028-01-31", 1, "2028-02-29")],
)  # fmt: skip
def test_an_approval_ends_on_the_same_day_months_later(start, months, end):
    assert expiry(f"{start}T10:00:00Z", months) == f"{end}T10:00:00Z"


def test_two_spellings_of_a_name_are_one_person():
    assert person("Ada  Rossi") == person(" ADA Rossi\u00a0") != person("Ida Rossi")
