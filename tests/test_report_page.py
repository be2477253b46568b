"""The page and the card: every figure from report.json, everything escaped, nothing fetched."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
import yaml
from report_case import inputs

from core.durable import sha256_bytes
from core.report import Disposition, SignoffFacts, build_report, model_card, render_html
from core.report.markup import el, join, table
from core.report.pdf import drawings_styled
from core.signing.forms import canonical

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
HOSTILE = "<script>alert(1)</script> [x](https://evil.example) | **b** `c` 1. &amp; \"' \n# head"


class Visible(HTMLParser):
    """The text of a page, and the names and attributes of its elements."""

    def __init__(self, page):
        super().__init__()
        self.text, self.open, self.elements = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)


def numbers_in(value):
    """Every number of a report as people could be shown it, and those within its sentences."""
    if isinstance(value, dict):
        return set().union(*map(numbers_in, [*value, *value.values()]), set())
    if isinstance(value, list):
        return set().union(*map(numbers_in, value), set())
    if isinstance(value, str):
        return set(NUMBER.findall(value))
    if isinstance(value, bool) or value is None:
        return set()
    shown = {f"{abs(value):,.{digits}f}" for digits in range(5)} | {f"{abs(value):.3g}"}
    return shown | {f"{100 * abs(value):,.{digits}f}" for digits in range(3)} | {f"{value}"}


def shown_numbers(report, page):
    """Every number of a page but those of its report's own hash, which does not stand in it."""
    own = sha256_bytes(canonical(report) + b"\n")
    return NUMBER.findall(" ".join(Visible(page).text).replace(own, ""))


@pytest.fixture(scope="module")
def report():
    return build_report(inputs())


def test_every_number_of_the_page_is_in_the_report(report):
    shown = shown_numbers(report, render_html(report))
    assert len(shown) > 300
    assert set(shown) - numbers_in(report) == set()


def test_a_number_from_elsewhere_would_be_found(report):
    page = render_html(report).replace("113 of 824", "114 of 824.77")
    shown = set(NUMBER.findall(" ".join(Visible(page).text)))
    assert "824.77" in shown - numbers_in(report)


def test_the_page_needs_nothing_from_elsewhere(report):
    page = render_html(report)
    for tag, attributes in Visible(page).elements:
        assert tag not in ("script", "img", "link", "iframe", "object")
        assert not {"src", "href", "srcset"} & set(attributes)
    style = page.split("<style>")[1].split("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    assert "prefers-color-scheme: dark" in style
    assert "@media print" in style


def test_elements_are_closed_in_order_and_tables_name_their_cells(report):
    visible = Visible(render_html(report))
    assert visible.open == []
    names = [tag for tag, _ in visible.elements]
    assert names.count("table") == names.count("caption")
    assert names.count("h1") == 1
    assert all("scope" in attributes for tag, attributes in visible.elements if tag == "th")


def test_every_drawing_has_the_same_data_as_a_table(report):
    figures = render_html(report).split("<figure>")[1:]
    assert sum('class="bar"' in figure for figure in figures) == 2 * 4  # two columns, four measures
    assert len(figures) == 2 * 4 + 3 + 2 * 3  # heat maps, areas, calibration and curves
    for figure in figures:
        drawn = figure.split("<svg")[1].split("</svg>")[0]
        rows = figure.split("<tbody>")[1].split("</tbody>")[0]
        assert 'role="img"' in drawn
        bars = drawn.count('class="bar"')
        assert bars in (0, rows.count("<tr>"))
        assert rows.count("<tr>") > 0


def hostile():
    given = inputs()
    flagged = replace(given.flagged[0], name=HOSTILE, reason=HOSTILE, by=HOSTILE, words=(HOSTILE,))
    told = Disposition(HOSTILE, HOSTILE, "accept", HOSTILE, HOSTILE, "2026-11-20T14:05:00Z")
    signoff = SignoffFacts((HOSTILE,), (HOSTILE,), (told,))
    data = replace(given.data, source=HOSTILE, notes=(HOSTILE,), labels=(HOSTILE, "rejected"))
    text = json.dumps(given.audit).replace('"women"', json.dumps(HOSTILE))
    return build_report(
        replace(
            given, name=HOSTILE, policy=HOSTILE, flagged=(flagged,), signoff=signoff,
            data=data, audit=json.loads(text), favourable=HOSTILE,
        )
    )  # fmt: skip


def test_hostile_words_are_only_ever_text_on_the_page():
    page = render_html(hostile())
    assert "<script" not in page
    assert "<script>alert(1)</script>" in " ".join(Visible(page).text)


def test_hostile_words_are_only_ever_text_in_the_card():
    card = model_card(hostile())
    assert "<script" not in card
    front, body = card.split("---\n", 2)[1:]
    assert not re.search(r"(?<!\\)\]\(", body)
    assert "https://" not in body
    assert not re.search(r"(?m)^# head", body)
    assert yaml.safe_load(front)["model-index"][0]["name"] == HOSTILE


def test_the_card_has_the_headings_of_hugging_face(report):
    card = model_card(report)
    for heading in (
        "## Model Details", "## Uses", "## Bias, Risks, and Limitations",
        "## How to Get Started with the Model", "## Training Details", "## Evaluation",
        "## Technical Specifications",
    ):  # fmt: skip
        assert f"\n{heading}\n" in card
    front = yaml.safe_load(card.split("---\n")[1])
    (metrics,) = [result["metrics"] for result in front["model-index"][0]["results"]]
    overall = {row["model"]: row for row in report["audit"]["overall"]}
    assert metrics[0]["value"] == overall["regularized"]["accuracy"]


def test_text_is_escaped_and_markup_is_not():
    assert el("p", "a < b", el("b", "&"), title='"') == (
        '<p title="&quot;">a &lt; b<b>&amp;</b></p>'
    )
    assert join(["<", el("i")]) == "&lt;<i></i>"


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [0, 1, 2])
def test_words_and_marks_stand_out_from_the_paper_in_every_theme(report, theme):
    style = render_html(report).split("<style>")[1]
    block = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[theme]
    colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", block))

    def contrast(name):
        light, dark = sorted((luminance(colours[name]), luminance(colours["paper"])))[::-1]
        return (light + 0.05) / (dark + 0.05)

    assert all(contrast(name) >= 4.5 for name in ("text", "muted", "accent"))
    assert all(contrast(name) >= 3 for name in ("plain", "regularized"))


def test_paper_shows_the_first_rows_of_a_long_table_and_says_so():
    rows = [[f"row {i}"] for i in range(5)]
    cut = table("five", ["Row"], rows, printed=range(2))
    assert cut.count('<tr class="more">') == 3
    assert "Not all rows are on paper" in cut
    for whole in (table("five", ["Row"], rows), table("five", ["Row"], rows, printed=range(5))):
        assert "more" not in whole
        assert "on paper" not in whole


def test_drawings_carry_their_own_colours_onto_paper(report):
    page = drawings_styled(render_html(report))
    drawings = page.split("<svg ")[1:]
    assert len(drawings) > 10
    for drawing in drawings:
        style = drawing.split("<style>")[1].split("</style>")[0]
        assert ".shade{ fill: #0072b2" in style
        assert ".curve{ fill: none" in style
        assert "var(" not in style
