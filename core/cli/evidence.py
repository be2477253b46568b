"""Show one feature: `feature`."""

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from core.cli.answer import Answer, one_line, table
from core.cli.parser import Commands, whole_number

if TYPE_CHECKING:
    from pandas import DataFrame

    from core.case import Case

_CLEARLY = 0.5  # of an example's strongest word: weaker ones are in --json, but not in «»


def register(commands: Commands) -> None:
    """Add `feature`."""
    command = commands.add_on_case(
        "feature",
        one_feature,
        help="show one feature: counts, rates by class and group, relatives, and examples with "
        "the words that fire most in «»",
        example="selfreg feature hiring 17",
    )
    command.add_argument("feature", metavar="ID", type=whole_number, help="number of the feature")


def one_feature(case: "Case", arguments: Namespace) -> Answer:
    """Everything known about one feature."""
    from core import pipeline

    evidence = pipeline.index(case).evidence(arguments.feature)
    examples = _with_text(evidence.examples, case)
    payload = {
        "feature": evidence.feature,
        "examples": examples,
        "rates": evidence.rates,
        "relatives": evidence.relatives,
    }
    lines = [
        *_facts(evidence.feature),
        "",
        *_rates(evidence.rates),
        "",
        *_relatives(evidence.relatives),
        *_examples(examples),
    ]
    return Answer(payload, lines)


def _with_text(examples: "DataFrame", case: "Case") -> list[dict[str, Any]]:
    """Example rows, with the text's id, and its window as people read it."""
    texts = case.texts().frame
    rows = examples.to_dict("records")
    for row in rows:
        place = texts.iloc[row["text"]]
        spans = zip(row["starts"], row["ends"], row["values"], strict=True)
        clear = [(s, e) for s, e, value in spans if value >= _CLEARLY * row["strength"]]
        row["id"] = place["id"]
        row["marked"] = marked(place["text"], row["window_start"], row["window_end"], clear)
    return rows


def marked(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> str:
    """The window `start` to `end` of a text with some spans in «»; neighbours share a pair."""
    parts, at, opened = ["… " if start > 0 else ""], start, False
    for first, last in sorted(spans):
        between = text[at:first]
        if opened and not between.strip():
            parts += [between, text[first:last]]
        else:
            parts += ["»" * opened, between, "«", text[first:last]]
        at, opened = last, True
    return "".join([*parts, "»" * opened, text[at:end], " …" if end < len(text) else ""])


def _facts(feature: dict[str, Any]) -> list[str]:
    return [
        f"feature {feature['feature']}: {one_line(feature['name'])}",
        f"fires in {feature['texts']:,} texts, on {feature['tokens']:,} words and word pieces",
        f"typical words: {one_line(', '.join(feature['words']))}",
    ]


def _rates(rates: "DataFrame") -> list[str]:
    rows = rates[["column", "value", "texts", "n", "rate"]].itertuples(index=False)
    return table(["column", "value", "fires in", "of", "rate"], rows)


def _relatives(relatives: "DataFrame") -> list[str]:
    rows = relatives[["relation", "other", "name", "score"]].itertuples(index=False)
    return table(["related", "feature", "name", "score"], rows) if len(relatives) else []


def _examples(examples: list[dict[str, Any]]) -> list[str]:
    lines: list[str] = []
    band = None
    for example in examples:
        if example["band"] != band:
            band = example["band"]
            lines += ["", f"{band}:"]
        lines.append(f"  {example['strength']:.2f}  {one_line(example['marked'])}")
    return lines
