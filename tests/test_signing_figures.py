"""verify.py counts the figures of page one again, with Python's own library alone."""

import ast
import json
from collections import Counter
from dataclasses import replace

import pytest
from report_case import inputs, parts, stored_table
from signed_case import DISPOSED, both, members, said, script, seal, shared, written

from core.audit import headline, verdict
from core.report import build_report
from core.report.bundle import signed_content
from core.report.public import public_files, public_part
from core.report.stored import counted_bytes, predictions_bytes
from core.signing import figures
from core.signing.figures import figures as looked
from core.signing.forms import COUNTED, MANIFEST, PUBLIC, PUBLIC_PAGE, SECOND_PARTS, canonical
from core.signing.forms import sha256 as digest
from core.signing.single_file import verify_script


@pytest.fixture(scope="module")
def world():
    return shared()


def failed(content):
    return {each.name: each.message for each in looked(content) if each.state != "ok"}


def reported(world, change):
    """The bundle's files with a report that somebody edited."""
    report = json.loads(world.members["report.json"])
    change(report)
    return world.members | {"report.json": canonical(report) + b"\n"}


def line(report, rule="impact_ratio", model="regularized"):
    """A figure of the first attribute."""
    (found,) = [
        each
        for each in report["fairness"]["attributes"][0]["headlines"]
        if (each["rule"], each["model"]) == (rule, model)
    ]
    return found


def test_every_count_rate_gap_and_state_follows_from_the_decisions(world):
    (first, *rest) = list(looked(world.members))
    assert [each.state for each in (first, *rest)] == ["ok"] * 3
    assert int(first.message.split()[1].replace(",", "")) > 300


def test_one_changed_decision_is_found_by_a_figure_it_changes(world):
    lines = world.members[COUNTED].decode().splitlines(keepends=True)
    at = next(i for i, each in enumerate(lines) if ",hired,hired,hired," in each)
    lines[at] = lines[at].replace(",hired,hired,hired,", ",hired,hired,rejected,")
    found = failed(world.members | {COUNTED: "".join(lines).encode()})
    assert found["figures"].startswith("report.json: accuracy of the regularized model is 0.")
    assert "counted in data/eval_predictions.csv" in found["figures"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda r: r["audit"].update(changed=0), "number of changed decisions is 0"),
        (lambda r: r["fairness"]["changed"].update(to_favourable=0), "changed to favourable is 0"),
        (lambda r: line(r).update(value=0.97), "impact_ratio by sex, regularized model is"),
        (
            lambda r: r["fairness"]["attributes"][0]["models"]["plain"]["rates"][0]["measures"][
                "tpr"
            ].update(hits=1),
            "selected, label favourable of",
        ),
    ],
)
def test_an_edited_figure_is_named_with_what_was_counted(world, change, says):
    assert says in failed(reported(world, change))["figures"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda r: line(r, "tpr_gap").update(state="within the limit"), "its bounds give"),
        (lambda r: line(r, "tpr_gap").update(limit=0.5), "another limit than the policy's"),
        (lambda r: r["front"][1].update(state="within the limit"), "page one says 'within the"),
        (lambda r: r["front"][4].update(state="over the limit"), "of cost, its figures give"),
    ],
)
def test_a_state_that_does_not_follow_from_bounds_and_limit_is_named(world, change, says):
    assert says in failed(reported(world, change))["states"]


def test_a_report_without_groups_is_counted_as_far_as_it_goes(world):
    bare = build_report(inputs(fairness=None))
    content = world.members | {"report.json": canonical(bare) + b"\n"}
    assert failed(content | {PUBLIC: public_files(bare)[PUBLIC]}) == {}


def test_words_of_states_and_reasons_are_those_of_the_audit():
    assert set(figures.WORST_LAST) == set(verdict._SEVERITY)
    assert tuple(figures.WORST_LAST) == verdict._SEVERITY
    assert {"outcomes": headline.OUTCOMES, "errors": headline.ERRORS} == figures.LINES
    source = verify_script().decode()
    for word in (headline.FEW_GROUPS, headline.NOBODY, headline.ONE_PERSON,
                 headline.MANY_UNKNOWN, headline.GUESSED_GROUP):  # fmt: skip
        assert f'"{word}"' in source


def test_the_decisions_to_count_are_those_of_the_table_without_scores(tmp_path):
    from report_case import frame

    table = stored_table(frame())
    lines = counted_bytes(predictions_bytes(table)).decode().splitlines()
    assert lines[0] == "row,label,plain,regularized,group:sex,group:age_group"
    assert len(lines) == len(table) + 1
    assert any(",," in each for each in lines)  # a group that is not known


def test_the_single_file_gives_no_name_twice():
    tree = ast.parse(verify_script().decode())
    names = [each.name for each in tree.body if hasattr(each, "name")]
    names += [
        target.id
        for each in tree.body
        if isinstance(each, ast.Assign)
        for target in ast.walk(each.targets[0])
        if isinstance(target, ast.Name)
    ]
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_the_copy_for_everybody_is_signed_with_the_rest_and_follows_from_the_report(world):
    assert PUBLIC in world.members
    other = json.loads(world.members[PUBLIC]) | {"report_sha256": "0" * 64}
    changed = canonical(other) + b"\n"
    manifest = json.loads(world.members[MANIFEST])
    manifest["parts"][PUBLIC] = digest(changed)
    content = world.members | {PUBLIC: changed, MANIFEST: canonical(manifest) + b"\n"}
    code, *messages = both(written(world.folder / "public.zip", content), world.trust)
    assert code == 1
    for failing in messages:
        assert any(PUBLIC in message for message in failing)
        assert sum("signs another state" in message for message in failing) == 2


def test_a_bundle_signed_before_there_was_a_copy_is_still_verified(world, tmp_path):
    given = parts(tmp_path, signoff=DISPOSED)
    now = signed_content(given)
    older = {name: now[name] for name in (*SECOND_PARTS, "activations/test.safetensors")}
    hashes = {name: digest(content) for name, content in older.items()}
    optional = {"activations/test.safetensors": hashes.pop("activations/test.safetensors")}
    manifest = {"schema": "selfreg-bundle/2", "parts": hashes, "optional": optional}
    older[MANIFEST] = canonical(manifest) + b"\n"
    seals = dict(resealed(world, given, older, signer) for signer in (world.ada, world.mira))
    path = written(tmp_path / "second.zip", older | seals)
    assert both(path, world.trust) == (0, [], [])
    older[PUBLIC] = now[PUBLIC]
    code, *messages = both(written(tmp_path / "more.zip", older | seals), world.trust)
    assert (code, messages[0]) == (1, [f"{PUBLIC} does not belong in a bundle"])


def resealed(world, given, content, signer):
    from core.signing.statement import seal_name, sealed, statement

    told = statement(content, given.report, signer, said(independent=signer is world.mira))
    return seal_name(signer.keyid), sealed(told, signer)


def test_without_enough_texts_there_is_no_copy_and_none_is_missed(tmp_path):
    report = build_report(inputs())
    assert set(public_part(report)) == {PUBLIC, PUBLIC_PAGE}
    assert public_part(report, least=10_000) == {}


def test_verify_py_says_what_was_approved_and_its_fingerprints(world, capsys):
    assert script()["main"]([str(world.bundle), "--trust", str(world.keys)]) == 0
    told = capsys.readouterr().out
    assert "report on hiring: From the column" in told
    assert "page one: Cost: within the limit" in told
    from core.signing.spoken import in_words

    assert f"the bundle in words: {in_words(digest(world.members[MANIFEST]))} (" in told
    head = json.loads(world.members["report.json"])["ledger"]["head"]
    assert f"the ledger's last hash in words: {in_words(head)} (" in told


def test_a_name_that_steers_the_terminal_is_shown_without_its_power(world, tmp_path, capsys):
    from core.signing.keys import make_key

    eve = make_key("Eve \x1b[2J\u202eadA", "correct horse battery", tmp_path / "eve.pem")
    content = members(world.parts, seal(world.parts, replace(eve), said()))
    script()["main"]([str(written(tmp_path / "eve.zip", content))])
    told = capsys.readouterr().out
    assert "Eve  [2J adA" in told
    assert "\x1b" not in told
    assert "\u202e" not in told
