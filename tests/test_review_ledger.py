"""The ledger: what it keeps, who may write at once, and that no change goes unnoticed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.durable import canonical_json, sha256_bytes
from core.errors import CaseError, InputError, IntegrityError, StaleError
from core.review.ledger import Ledger

TS = "2026-01-31T09:30:00Z"
ROOT = Path(__file__).resolve().parents[1]


def flag(ledger, feature, by="Ada", reason="about gender", **options):
    subject = {"feature": feature, "name": "he, his"}
    return ledger.append(
        by=by, event="feature.flagged", subject=subject, reason=reason, ts=TS, **options
    )


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "ledger.jsonl", "case-1")


@pytest.fixture
def five(ledger):
    for feature in range(5):
        flag(ledger, feature)
    return ledger


def rewrite(ledger, change):
    lines = ledger.path.read_bytes().split(b"\n")[:-1]
    ledger.path.write_bytes(b"".join(line + b"\n" for line in change(lines)))
    return ledger.verify()


def test_a_line_is_canonical_json_and_its_hash_covers_the_rest(ledger):
    event = flag(ledger, 3)
    content = json.loads(ledger.path.read_bytes())
    claimed = content.pop("hash")
    assert claimed == event.hash == sha256_bytes(canonical_json(content))
    assert content["prev"] == sha256_bytes(b"case-1")
    assert (content["seq"], content["by"], content["subject"]["feature"]) == (1, "Ada", 3)


def test_events_come_back_as_they_were_appended(ledger):
    appended = tuple(flag(ledger, feature, reason=f"é\n\u2028\0{feature}") for feature in range(3))
    assert ledger.events() == appended
    assert [event.prev for event in appended[1:]] == [event.hash for event in appended[:-1]]
    assert ledger.verify().message == "3 events, unbroken"


def test_a_ledger_without_a_file_is_empty_and_unbroken(ledger):
    assert ledger.events() == ()
    assert ledger.verify().ok
    assert not ledger.path.exists()


def test_editing_any_single_byte_is_noticed_at_its_line(five):
    whole = five.path.read_bytes()
    starts = [i for i, byte in enumerate(whole) if byte == ord("\n")]
    for place in range(0, len(whole), 7):
        edited = bytearray(whole)
        edited[place] ^= 1
        five.path.write_bytes(bytes(edited))
        found = five.verify()
        line = 1 + sum(end < place for end in starts)
        last_end = place == len(whole) - 1
        assert last_end or (not found.ok and found.broken_line in (line, line + 1)), place


def test_an_edited_reason_is_named_by_its_line(five):
    found = rewrite(
        five, lambda lines: [*lines[:2], lines[2].replace(b"gender", b"skills"), *lines[3:]]
    )
    assert (found.ok, found.broken_line) == (False, 3)
    assert found.message == "line 3 of the ledger was changed after it was written"


def test_an_edit_with_a_new_hash_breaks_the_next_line(five):
    def forge(lines):
        content = json.loads(lines[2]) | {"reason": "forged"}
        del content["hash"]
        content["hash"] = sha256_bytes(canonical_json(content))
        return [*lines[:2], canonical_json(content), *lines[3:]]

    assert rewrite(five, forge).broken_line == 4


def test_white_space_and_double_keys_count_as_edits(five):
    assert rewrite(five, lambda lines: [lines[0] + b" ", *lines[1:]]).broken_line == 1
    double = b'{"by":"Eve",'
    assert rewrite(five, lambda lines: [double + lines[0].strip()[1:], *lines[1:]]).broken_line == 1


@pytest.mark.parametrize(
    ("change", "line", "told"),
    [
        (lambda lines: lines[1:], 1, "does not start this case"),
        (lambda lines: lines[:2] + lines[3:], 3, "does not follow line 2"),
        (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], 2, "does not follow line 1"),
        (lambda lines: lines[:3] + lines[2:], 4, "does not follow line 3"),
        (lambda lines: [*lines[:2], lines[2][:40], *lines[3:]], 3, "is not an event"),
        (lambda lines: [*lines, b""], 6, "is not an event"),
        (lambda lines: [*lines[:4], lines[4].replace(b'{"by"', b'{"x":NaN,"by"')], 5, "is not an"),
        (lambda lines: [*lines[:4], b'{"a":' * 100_000], 5, "is not an event"),
    ],
)
def test_each_kind_of_tampering_names_the_first_broken_line(five, change, line, told):
    found = rewrite(five, change)
    assert (found.ok, found.broken_line) == (False, line)
    assert told in found.message


def test_the_ledger_of_another_case_is_noticed(five):
    assert Ledger(five.path, "case-2").verify().broken_line == 1


def test_a_cut_at_the_end_is_noticed_by_who_knows_the_head(five):
    head = five.events()[-1].hash
    assert five.verify(head).ok
    assert rewrite(five, lambda lines: lines[:3]).ok
    found = five.verify(head)
    assert (found.ok, found.broken_line) == (False, 4)
    assert "ends after 3 events, before the one it was signed at" in found.message


def test_a_tampered_ledger_takes_no_new_line(five):
    rewrite(five, lambda lines: lines[:2] + lines[3:])
    before = five.path.read_bytes()
    with pytest.raises(IntegrityError, match="line 3 of the ledger does not follow line 2"):
        flag(five, 9)
    assert five.path.read_bytes() == before


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 1000))
def test_a_line_torn_by_a_crash_is_told_ignored_and_cut(tmp_path_factory, cut):
    ledger = Ledger(tmp_path_factory.mktemp("torn") / "ledger.jsonl", "case-1")
    flag(ledger, 1)
    whole = ledger.path.read_bytes()
    flag(ledger, 2)
    longer = ledger.path.read_bytes()
    ledger.path.write_bytes(longer[: min(len(whole) + cut, len(longer) - 1)])
    assert len(ledger.events()) == 1
    assert ledger.verify().ok
    assert "an unfinished last line, left by a crash" in ledger.verify().message
    assert flag(ledger, 3).seq == 2
    assert ledger.verify().message == "2 events, unbroken"


def test_a_decision_on_what_somebody_else_changed_is_refused(ledger):
    seen = flag(ledger, 7, expected=0)
    newer = flag(ledger, 7, by="Grace", reason="it is the job title", expected=seen.seq)
    with pytest.raises(StaleError) as caught:
        flag(ledger, 7, expected=seen.seq)
    assert "Grace said flag, because: it is the job title" in str(caught.value)
    assert flag(ledger, 8, expected=0).seq == newer.seq + 1


def test_what_an_event_must_have(ledger):
    good = {"by": "Ada", "event": "policy.set", "subject": {}, "reason": "", "ts": TS}
    for wrong, told in [
        ({"by": " "}, "no name given: say who decides"),
        ({"event": "deleted"}, "no event 'deleted': choose one of case.created"),
        ({"ts": "2026-01-31T09:30:00+02:00"}, "is not UTC: write it like"),
        ({"reason": "\udce9"}, "the name or reason is not UTF-8"),
        ({"event": "feature.kept"}, "feature.kept needs a subject"),
    ]:
        with pytest.raises(InputError, match=told):
            ledger.append(**(good | wrong))
    assert not ledger.path.exists()


def test_no_case_no_ledger(tmp_path):
    with pytest.raises(CaseError, match="no case at"):
        flag(Ledger(tmp_path / "gone" / "ledger.jsonl", "case-1"), 1)


def test_a_full_disk_leaves_the_ledger_as_it_was(five, monkeypatch):
    before, real = five.path.read_bytes(), os.pwrite

    def half(handle, data, offset):
        if len(data) > 30:
            return real(handle, data[:30], offset)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", half)
    with pytest.raises(CaseError, match="nothing was recorded"):
        flag(five, 9)
    assert five.path.read_bytes() == before


WRITER = """
import sys
from pathlib import Path
from core.review.ledger import Ledger
ledger = Ledger(Path(sys.argv[1]), "case-1")
for feature in range(40):
    ledger.append(by=sys.argv[2], event="feature.flagged", subject={"feature": feature},
                  reason="race", ts="2026-01-31T09:30:00Z")
"""


def test_two_processes_append_at_once_and_nothing_is_lost(ledger):
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(ledger.path), name], cwd=ROOT)
        for name in ("Ada", "Grace")
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert ledger.verify().message == "80 events, unbroken"
    for name in ("Ada", "Grace"):
        own = [e.subject["feature"] for e in ledger.events() if e.by == name]
        assert own == list(range(40))
