"""Decisions that changed are listed by the names of rows, for whoever wants to read them."""

from dataclasses import replace

from report_case import audited, changed_rows, frame, inputs

from core.report import build_report, render_html
from core.report.changed import MOST, changed


def test_each_changed_decision_is_named_and_the_way_to_its_text_is_said():
    report = build_report(inputs())
    told = report["changed"]
    assert len(told["rows"]) == min(report["audit"]["changed"], MOST)
    assert "page Compare" in told["sentence"]
    assert (
        f"{report['audit']['changed']:,} of {report['audit']['overall'][0]['n']:,} "
        in told["sentence"]
    )
    moved = [abs(r["plain_probability"] - r["regularized_probability"]) for r in told["rows"]]
    assert moved == sorted(moved, reverse=True)
    page = render_html(report)
    assert f"<code>{told['rows'][0]['row']}</code>" in page
    assert all(row["plain"] != row["regularized"] for row in told["rows"])


def test_no_name_of_a_text_and_no_text_stands_in_the_list():
    told = changed(changed_rows(), audited(frame()))
    assert not {row["row"] for row in told["rows"]} & set(frame().id)
    assert "confidential" not in str(told)


def test_directions_of_the_listed_add_up_to_those_that_were_counted():
    few = [row for row in changed_rows() if row["plain"] == "hired"][:5]
    audit = audited(frame())
    told = changed(few, audit)
    assert [row["regularized"] for row in told["rows"]] == ["rejected"] * 5
    counted = audit["changed_directions"]
    every = changed_rows()
    assert sum(row["regularized"] == "hired" for row in every) == counted["to_favourable"]
    assert sum(row["plain"] == "hired" for row in every) == counted["from_favourable"]


def test_where_none_changed_there_is_no_table():
    audit = audited(frame()) | {"changed": 0}
    report = build_report(replace(inputs(), audit=audit, changed=()))
    assert report["changed"]["rows"] == []
    assert report["changed"]["sentence"].startswith("None of ")
    assert "Compare" not in report["changed"]["sentence"]


def test_of_very_many_the_first_are_listed_and_it_is_said():
    many = list(changed_rows()) * (MOST // len(changed_rows()) + 2)
    told = changed(many, audited(frame()))
    assert len(told["rows"]) == MOST
    assert "The 200 that moved most are listed." in told["sentence"]
