"""The bundle: any change is found and named, and what it predicts is what the case predicts."""

import json
import re
import tracemalloc
import zipfile
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from report_case import Embedder, bundle, classifier, inputs, parts

from core.errors import InputError, IntegrityError
from core.report.archive import pack
from core.report.bundle import open_bundle, predict, signed_content, verify_bundle, write_bundle
from core.report.intact import LEDGER, MANIFEST, PARTS, manifest_of
from core.report.renderings import rendered
from core.report.stored import ACTIVATIONS, PREDICTIONS
from core.signing.forms import COUNTED, PUBLIC, PUBLIC_PAGE, canonical

CONTENT = (*PARTS, PUBLIC, PUBLIC_PAGE)

NOW = "2026-11-21T00:00:00Z"
TEXTS = ["a carpenter of ten years", "she ran a ward", "", "nine languages"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return bundle(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def members(made):
    with zipfile.ZipFile(made) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def failed(path):
    return [check for check in verify_bundle(path, now=NOW) if not check.ok]


def repacked(path, members):
    path.write_bytes(pack(members))
    return path


def resealed(path, members):
    """As somebody would who changes a part and writes a new manifest."""
    rest = {name: content for name, content in members.items() if name != MANIFEST}
    required = {name: content for name, content in rest.items() if name != ACTIVATIONS}
    optional = {ACTIVATIONS: rest[ACTIVATIONS]}
    return repacked(path, rest | {MANIFEST: manifest_of(required, optional)})


def test_a_bundle_as_exported_passes_every_check(made):
    checks = verify_bundle(made, now=NOW)
    assert [check.name for check in checks if not check.ok] == []
    assert {*PARTS, MANIFEST} <= {check.name for check in checks}


def test_equal_parts_give_equal_bytes(tmp_path):
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    given_parts = parts(tmp_path)
    write_bundle(first, signed_content(given_parts))
    write_bundle(second, signed_content(given_parts))
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("name", [*CONTENT, MANIFEST])
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_one_flipped_bit_in_a_part_fails_a_check_that_names_it(data, name, members, tmp_path):
    changed = bytearray(members[name])
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path = repacked(tmp_path / "changed.zip", members | {name: bytes(changed)})
    found = failed(path)
    assert any(name in check.message for check in found)
    with pytest.raises(IntegrityError):
        open_bundle(path)


@pytest.mark.parametrize(
    "name", [name for name in CONTENT if name not in (PREDICTIONS, COUNTED)]
)  # at depth 2
def test_a_changed_part_with_a_new_manifest_still_fails_and_is_named(name, members, tmp_path):
    changed = re.sub(rb"[1-8]|zoo", lambda digit: b"9", members[name], count=1)
    assert changed != members[name]
    found = failed(resealed(tmp_path / "sealed.zip", members | {name: changed}))
    assert any(name in check.message for check in found)


def test_a_flipped_byte_in_the_zip_file_itself_is_named(made, tmp_path):
    data = bytearray(made.read_bytes())
    data[data.index(b"ledger.jsonl") + 40] ^= 1
    path = tmp_path / "bad.zip"
    path.write_bytes(bytes(data))
    assert "ledger.jsonl" in {check.name for check in failed(path)}


def test_figures_changed_in_the_page_alone_are_found(members, tmp_path):
    page = members["report.html"].replace(b"narrower", b"closed  ")
    found = failed(resealed(tmp_path / "page.zip", members | {"report.html": page}))
    assert [check.name for check in found] == ["renderings"]
    assert "report.html" in found[0].message
    assert "model_card.md" not in found[0].message


def test_a_ledger_cut_short_or_lengthened_does_not_end_where_the_report_says(members, tmp_path):
    lines = members[LEDGER].splitlines(keepends=True)
    for ledger in (b"".join(lines[:-1]), members[LEDGER] + b"{", b""):
        found = failed(resealed(tmp_path / "cut.zip", members | {LEDGER: ledger}))
        assert [check.name for check in found] == ["ledger"]


def test_a_ledger_in_another_order_is_broken(members, tmp_path):
    first, second, *rest = members[LEDGER].splitlines(keepends=True)
    ledger = b"".join([second, first, *rest])
    found = failed(resealed(tmp_path / "order.zip", members | {LEDGER: ledger}))
    assert [check.name for check in found] == ["ledger"]


def test_a_report_that_is_none_fails_and_breaks_nothing(members, tmp_path):
    for report in (b"[]", b"{", b'{"schema":"selfreg-report/5"}', b"[" * 200_000):
        found = failed(resealed(tmp_path / "none.zip", members | {"report.json": report}))
        assert any("report.json" in check.message for check in found)


def test_missing_and_extra_parts_are_named(members, tmp_path):
    less = {name: content for name, content in members.items() if name != LEDGER}
    assert "ledger.jsonl is missing" in {c.message for c in failed(repacked(tmp_path / "a", less))}
    more = members | {"../../evil.txt": b"x"}
    found = failed(repacked(tmp_path / "b", more))
    assert [check.name for check in found] == ["../../evil.txt"]
    assert not (tmp_path.parent.parent / "evil.txt").exists()


def test_a_part_that_is_there_twice_is_named(made, tmp_path):
    path = tmp_path / "twice.zip"
    path.write_bytes(made.read_bytes())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr(LEDGER, b"other")
    assert "ledger.jsonl is there twice" in {check.message for check in failed(path)}


def test_a_bomb_is_refused_without_unpacking_it(members, tmp_path, monkeypatch):
    monkeypatch.setattr("core.signing.reading.PART_LIMIT", 1 << 20)
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content if name != LEDGER else bytes(64 << 20))
    assert path.stat().st_size < 1 << 20
    tracemalloc.start()
    found = failed(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "ledger.jsonl is larger than any part of a bundle" in {c.message for c in found}
    assert peak < 8 << 20


def test_a_bundle_compressed_again_is_still_intact(members, tmp_path):
    path = tmp_path / "small.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert failed(path) == []


@pytest.mark.parametrize("content", [b"", b"no zip", pack({"notes.txt": b"hello"})])
def test_what_is_no_bundle_is_the_callers_fault(tmp_path, content):
    path = tmp_path / "file.zip"
    path.write_bytes(content)
    for use in (partial(verify_bundle, now=NOW), open_bundle):
        with pytest.raises(InputError, match="selfreg export"):
            use(path)


def test_no_file_is_the_callers_fault(tmp_path):
    with pytest.raises(InputError, match="no bundle"):
        verify_bundle(tmp_path / "none.zip", now=NOW)


def test_parts_that_do_not_belong_together_are_not_written(tmp_path):
    good = parts(tmp_path)
    for bad in (
        replace(good, tensors=good.tensors + b"x"),
        replace(good, ledger=good.ledger[: good.ledger.index(b"\n") + 1]),
    ):
        with pytest.raises(IntegrityError, match="make the report again"):
            write_bundle(tmp_path / "bad.zip", signed_content(bad))
        assert not (tmp_path / "bad.zip").exists()


def test_what_a_crash_left_of_a_line_is_not_exported(tmp_path):
    good = parts(tmp_path)
    torn = replace(good, ledger=good.ledger + b'{"seq":')
    write_bundle(tmp_path / "torn.zip", signed_content(torn))
    assert failed(tmp_path / "torn.zip") == []


def test_predictions_from_a_bundle_are_the_classifiers(made):
    opened = open_bundle(made)
    found = predict(opened, TEXTS, Embedder())
    embeddings = Embedder().embed(TEXTS)
    model = classifier()
    chances, labels = model.probabilities(embeddings), model.decide(embeddings)
    for i, prediction in enumerate(found):
        assert (prediction.text, prediction.label) == (TEXTS[i], labels[i])
        expected = float(chances[i, model.labels.index(labels[i])])
        assert prediction.probability == pytest.approx(expected, abs=1e-6)
    assert predict(opened, [], Embedder()) == []


def test_another_embedding_model_is_refused(made):
    site = SimpleNamespace(**(vars(Embedder.site) | {"checksum": "6" * 64}))
    other = SimpleNamespace(site=site, embed=Embedder().embed)
    with pytest.raises(InputError, match="checksum"):
        predict(open_bundle(made), TEXTS, other)


def test_the_manifest_names_every_part_and_the_report_is_canonical(members):
    assert set(json.loads(members[MANIFEST])["parts"]) == set(CONTENT)
    report = json.loads(members["report.json"])
    assert members["report.json"] == canonical(report) + b"\n"
    assert report["case"]["id"] == inputs().case_id
    assert rendered(report)["report.html"] == members["report.html"]
