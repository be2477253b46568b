"""The model card: Markdown with the headings Hugging Face asks for."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.report.about import DATA, QUESTIONS, RISK, SCOPE
from core.report.answers import answers
from core.report.numbers import listed
from core.report.words import site_facts

_SIGNS = re.compile(r"([\\`*_\[\]|~#$@]|(?<=\w):(?=//)|(?<=www)\.)")
_AT_THE_START = re.compile(r"^(\d*)([-+=.)])(?=\s|$)")

Report = Mapping[str, Any]

_FORBIDDEN = QUESTIONS["forbidden"].words


def model_card(report: Report) -> str:
    """The card of the exported model; what people wrote is shown as text, not as Markdown."""
    parts = [
        _front_matter(report),
        f"# Model card for {_text(report['case']['name'])}",
        _text(report["status"]),
        *_details(report),
        *_uses(report),
        *_training(report),
        *_evaluation(report),
        *_technical(report),
    ]
    return "\n\n".join(parts) + "\n"


def _front_matter(report: Report) -> str:
    overall = next(row for row in report["audit"]["overall"] if row["model"] == "regularized")
    lines = [
        "library_name: selfreg",
        "pipeline_tag: text-classification",
        "tags: [text-classification, selfreg, sparse-autoencoder]",
        f"base_model: {_yaml(report['embedding']['model'])}",
        "model-index:",
        f"- name: {_yaml(report['case']['name'])}",
        "  results:",
        "  - task: {type: text-classification}",
        f"    dataset: {{name: {_yaml(report['data']['source'])}, type: custom, split: test}}",
        "    metrics:",
        f"    - {{type: accuracy, value: {overall['accuracy']}}}",
        f"    - {{type: balanced_accuracy, value: {overall['balanced_accuracy']}}}",
    ]
    return "\n".join(["---", *lines, "---"])


def _details(report: Report) -> list[str]:
    model, case = report["model"], report["case"]
    return [
        "## Model Details",
        "### Model Description",
        _text(case["decides"]),
        _text(model["method_words"]),
        _bullets(
            [
                ("Model type", "linear classifier on text embeddings"),
                ("Embedding model", str(report["embedding"]["model"])),
                ("Labels", listed(report["data"]["labels"])),
                ("Favourable decision", f"{case['favourable']}. {case['favourable_how']}"),
                ("Case", case["id"]),
            ]
        ),
    ]


def _uses(report: Report) -> list[str]:
    review = report["review"]
    return [
        "## Uses",
        "### Direct Use",
        _bullets((term, said) for term, said in answers(report, SCOPE) if term != _FORBIDDEN),
        _text(report["policy"]["text"] or report["policy"]["note"]),
        "### Out-of-Scope Use",
        _bullets([(_FORBIDDEN, dict(answers(report, SCOPE))[_FORBIDDEN])]),
        _text(report["case"]["scope"]),
        "## Bias, Risks, and Limitations",
        "\n".join(f"- {_text(line)}" for line in report["not_tested"]),
        "\n".join(f"- {_text(line)}" for line in report["risk"]["lines"]),
        _bullets(answers(report, RISK)),
        "### Recommendations",
        _text(f"{review['sentence']} {review['rule']}"),
        "## How to Get Started with the Model",
        '```\nselfreg verify bundle.zip\nselfreg predict bundle.zip "…"\n```',
    ]


def _training(report: Report) -> list[str]:
    counts = report["data"]["counts"]
    rows = [
        [row["label"], *(f"{row[split]:,}" for split in ("train", "valid", "test"))]
        for row in counts["by_label"]
    ]
    flags = [[f["name"], f["category"], f["reason"], f["by"]] for f in report["flagged"]]
    return [
        "## Training Details",
        "### Training Data",
        _text(f"{counts['all']:,} texts from {report['data']['source']}."),
        _bullets(answers(report, DATA)),
        _table(["Label", "Training", "Validation", "Test"], rows),
        "### Training Procedure",
        _text(f"{report['model']['method_words']} Flagged features:"),
        _table(["Feature", "Kind", "Why", "Flagged by"], flags),
    ]


def _evaluation(report: Report) -> list[str]:
    cells = ("plain", "regularized", "change")
    rows = [
        [row["measure"], *(_cell(row[name]) for name in cells), row["state"]]
        for row in report["key_figures"]
    ]
    return [
        "## Evaluation",
        "### Testing Data, Factors & Metrics",
        "\n".join(
            f"- **{_text(d['term'])}**: {_text(d['meaning'])}" for d in report["definitions"]
        ),
        "### Results",
        "\n".join(_verdicts(report)),
        _text(report["policy"]["line"]),
        _table(["Measure", "Plain model", "Regularized model", "Change", "Direction"], rows),
        *(f"**{_text(f['title'])}** {_text(f['text'])}" for f in report["findings"]),
    ]


def _verdicts(report: Report) -> list[str]:
    """The five lines of page one."""
    lines = []
    for line in report["front"]:
        lines.append(f"- **{_text(line['title'])}: {_text(line['state'])}.**")
        for part in line["parts"]:
            about = f"{part['about']}: {part['state']}. " if part["about"] else ""
            lines.append(f"  - {_text(about + part['text'])}")
    return lines


def _cell(cell: Mapping[str, str]) -> str:
    return f"{cell['value']} ({cell['interval']})" if cell["interval"] else cell["value"]


def _technical(report: Report) -> list[str]:
    site = report["embedding"]
    return [
        "## Technical Specifications",
        _bullets(
            [
                *((name, str(value)) for name, value in site_facts(site)),
                *((f"SHA-256 of {name}", value) for name, value in report["classifier"].items()),
                ("Last event of the ledger", report["ledger"]["head"]),
                ("Software", listed(f"{k} {v}" for k, v in report["versions"].items())),
            ]
        ),
    ]


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *([_literal(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _bullets(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"- **{_text(term)}:** {_text(value)}" for term, value in pairs)


def _text(words: str) -> str:
    """Words on one line, with every sign that Markdown or HTML would read taken literally."""
    return _AT_THE_START.sub(r"\1\\\2", _literal(words))


def _literal(words: str) -> str:
    literal = _SIGNS.sub(r"\\\1", " ".join(words.split()))
    return literal.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _yaml(value: str) -> str:
    return json.dumps(value, ensure_ascii=True).replace("<", "\\u003c")
