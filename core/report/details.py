"""The parts of the page for whoever checks: texts, technical details, definitions, record."""

from collections.abc import Mapping
from typing import Any

from core.report.about import DATA, NOT_GIVEN
from core.report.answers import answers
from core.report.markup import Markup, checksum, el, facts, join, section, table
from core.report.numbers import count, label_of, listed, number, percent
from core.report.scope import threshold
from core.report.words import site_facts

Report = Mapping[str, Any]

_LABELS_ACROSS = 6  # with more labels, report.json alone counts them by group


def texts(report: Report) -> Markup:
    """Where the texts come from, and how many there are of which."""
    data, case = report["data"], report["case"]
    counts = data["counts"]
    splits = ["train", "valid", "test"]
    head = ["Training", "Validation", "Test"]
    labels = [[r["label"], *(f"{r[s]:,}" for s in splits)] for r in counts["by_label"]]
    labels.append(["All", *(f"{counts['by_split'][s]:,}" for s in splits)])
    return section(
        "Texts",
        facts(
            [
                ("File", data["source"]),
                ("Texts", f"{counts['all']:,}"),
                *answers(report, DATA),
                ("Favourable decision", f"{case['favourable']}. {case['favourable_how']}"),
                ("SHA-256 of the rows", checksum(data["content_hash"])),
            ]
        ),
        table(f"Texts by {label_of(data['label'])}", ["Label", *head], labels, [1, 2, 3]),
        *(_group_counts(data, column, head, splits) for column in data["groups"]),
        *_known(report),
        el("p", _shared(counts)),
        *(el("p", note) for note in data["notes"]),
    )


def _known(report: Report) -> list[Markup]:
    """How the values of each group column came about, and for how many texts they are missing."""
    attributes = (report["fairness"] or {"attributes": []})["attributes"]
    rows = [
        [
            label_of(each["name"]),
            each["obtained"][0],
            f"{each['unknown']:,} of {report['fairness']['n']:,}",
            percent(each["unknown_share"]),
            report["about"]["processed"].get(each["name"]) or NOT_GIVEN,
        ]
        for each in attributes
        if len(each["columns"]) == 1
    ]
    head = [
        "Group column",
        "How it is known",
        "Test texts without it",
        "Share",
        "Why it is processed",
    ]
    return [table("How groups are known", head, rows, [2, 3])] if rows else []


def _shared(counts: Mapping[str, Any]) -> str:
    shared = counts["shared"]
    if not shared:
        return "No test text stands word for word among the training or validation texts."
    stands = "test text stands" if shared == 1 else "test texts stand"
    return f"{shared:,} {stands} word for word among the training or validation texts."


def _group_counts(
    data: Mapping[str, Any], column: str, head: list[str], splits: list[str]
) -> Markup:
    rows = [r for r in data["counts"]["by_group"] if r["column"] == column]
    labels = data["labels"] if len(data["labels"]) <= _LABELS_ACROSS else []
    return table(
        f"Texts by {label_of(column)}",
        ["Group", *head, *(f"Labelled {label}" for label in labels)],
        [
            [
                row["group"],
                *(f"{row[s]:,}" for s in splits),
                *(f"{row['labels'].get(label, 0):,}" for label in labels),
            ]
            for row in rows
        ],
        range(1, 4 + len(labels)),
    )


def method(report: Report) -> Markup:
    """How model, features and embedding were made."""
    model, sae, site = report["model"], report["sae"], report["embedding"]
    return section(
        "Technical details",
        el("p", model["method_words"]),
        facts(
            [
                ("Method", model["method"]),
                ("Strength", number(model["strength"], 1)),
                *_exchanged(model),
                ("Ridge", f"{model['ridge']:.3g}"),
                ("Rank of the flagged subspace", f"{model['rank']:,} of {model['dimensions']:,}"),
                threshold(model),
                ("The plain model's", model["plain_threshold_words"]),
                ("Latents", f"{sae['width']:,}"),
                ("Active on a token", f"{sae['k']:,}"),
                ("Variance left unexplained (FVU)", number(sae["fvu"], 3)),
                ("Activation threshold", number(sae["threshold"], 4)),
                ("Latents that fire", f"{sae['live']:,}"),
                ("Always on, never seen", f"{sae['always_on']:,}, {sae['never_seen']:,}"),
                ("Autoencoder", checksum(sae["checksum"])),
                ("Seed", str(report["case"]["seed"])),
                *((name, _value(value)) for name, value in site_facts(site)),
            ]
        ),
    )


def _exchanged(model: Mapping[str, Any]) -> list[tuple[str, Markup | str]]:
    """The word lists whose exchange the model paid for in training, if it did."""
    if not model.get("swaps"):
        return []
    pairs = "; ".join(" – ".join(pair) for pair in model["exchanged"]["pairs"])
    return [
        ("Words exchanged in training", pairs),
        ("SHA-256 of these lists", checksum(model["swaps"])),
    ]


def _value(value: object) -> Markup | str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = f"{value:,}" if isinstance(value, int) else str(value)
    return checksum(text) if len(text) == 64 and " " not in text else text


def definitions(report: Report) -> Markup:
    """What each measure is."""
    return section("Definitions", facts((d["term"], d["meaning"]) for d in report["definitions"]))


def record(report: Report) -> Markup:
    """What someone else needs to check the report."""
    ledger = report["ledger"]
    hashes = [(f"model/{name}", checksum(value)) for name, value in report["classifier"].items()]
    return section(
        "Record",
        el(
            "p",
            "This page is a rendering of report.json. The command ",
            el("code", "selfreg verify"),
            " checks the bundle it came in: every part against its checksum, the ledger's chain, "
            "and this page against report.json.",
        ),
        facts(
            [
                ("Case", checksum(report["case"]["id"])),
                (
                    "Ledger",
                    join([f"{count(ledger['length'], 'event')}; ", checksum(ledger["head"])]),
                ),
                *hashes,
                ("Software", listed(f"{k} {v}" for k, v in report["versions"].items())),
            ]
        ),
    )
