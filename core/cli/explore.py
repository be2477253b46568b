"""Look at features: `features` lists or searches them, `feature` shows one."""

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from core.cli.answer import Answer, one_line, table
from core.cli.parser import Commands, count, whole_number

if TYPE_CHECKING:
    from pandas import DataFrame

    from core.case import Case

_LISTED = ["feature", "name", "texts", "strength", "reason"]
_PUSHES = {1: "towards", -1: "away from"}


def register(commands: Commands) -> None:
    """Add `features` and `feature`."""
    features = commands.add_on_case(
        "features",
        listing,
        help="list features by how much they move the plain model, or search them",
        example='selfreg features hiring --query "maternity leave" --by meaning --top 10',
    )
    features.add_argument("--query", metavar="TEXT", help="what to search for (default: list all)")
    features.add_argument(
        "--by",
        choices=["words", "meaning", "fires"],
        default="words",
        help="words: the query's words in names and words; meaning: the query's embedding; "
        "fires: features that fire on the query as a text (default: words)",
    )
    features.add_argument(
        "--top", metavar="N", type=count, default=20, help="how many at most (default: 20)"
    )
    feature = commands.add_on_case(
        "feature",
        one_feature,
        help="show one feature: counts, rates by class and group, and examples with the words "
        "that fire in «»",
        example="selfreg feature hiring 17",
    )
    feature.add_argument("feature", metavar="ID", type=whole_number, help="number of the feature")


def listing(case: "Case", arguments: Namespace) -> Answer:
    """The features that matter most, or those that answer a query."""
    if arguments.query is None:
        rows = _by_influence(case, arguments.top)
    else:
        rows = _found(case, arguments.query, arguments.by, arguments.top)
    if not rows:
        return Answer({"features": []}, ["no feature found; try other words, or --by meaning"])
    lines = table(_LISTED, ([row[column] for column in _LISTED] for row in rows))
    return Answer({"features": rows}, lines)


def _by_influence(case: "Case", top: int) -> list[dict[str, Any]]:
    from core import pipeline

    features = pipeline.index(case).table()
    live = features[features["status"] == "live"]
    first = live.sort_values(["influence", "texts"], ascending=False, kind="stable").head(top)
    favourable = case.settings.favourable
    return [
        {
            "feature": row["feature"],
            "name": row["name"],
            "texts": row["texts"],
            "strength": row["influence"],
            "reason": _influence_words(row, favourable),
        }
        for row in first.to_dict("records")
    ]


def _influence_words(row: dict[str, Any], favourable: str) -> str:
    if row["pushes"] not in _PUSHES:
        return "does not move the plain model"
    return (
        f"moves the plain model {_PUSHES[row['pushes']]} {favourable}; "
        f"{row['tips']:.0f} decisions change without it"
    )


def _found(case: "Case", query: str, by: str, top: int) -> list[dict[str, Any]]:
    from core import pipeline

    return pipeline.search(case, query, by=by, top=top)[_LISTED].to_dict("records")


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
    return Answer(payload, _feature_lines(evidence.feature, evidence.rates, examples))


def _with_text(examples: "DataFrame", case: "Case") -> list[dict[str, Any]]:
    """Example rows, with the window of the text and the words that fire in brackets."""
    texts = case.texts().frame
    rows = examples.to_dict("records")
    for row in rows:
        place = texts.iloc[row["text"]]
        row["id"] = place["id"]
        row["marked"] = marked(
            place["text"], row["window_start"], row["window_end"], row["starts"], row["ends"]
        )
    return rows


def marked(text: str, start: int, end: int, starts: list[int], ends: list[int]) -> str:
    """The window `start` to `end` of a text with the spans that fire in «»."""
    parts, at = [], start
    for first, last in sorted(zip(starts, ends, strict=True)):
        parts += [text[at:first], "«", text[first:last], "»"]
        at = last
    lead, trail = "… " if start > 0 else "", " …" if end < len(text) else ""
    return lead + "".join([*parts, text[at:end]]) + trail


def _feature_lines(feature: dict[str, Any], rates: "DataFrame", examples: list[dict]) -> list[str]:
    words = ", ".join(feature["words"])
    lines = [
        f"feature {feature['feature']}: {one_line(feature['name'])}",
        f"fires in {feature['texts']:,} texts on {feature['tokens']:,} words and word pieces; "
        f"strongest words: {one_line(words)}",
        "",
        *table(["column", "value", "fires in", "of", "rate"],
               rates[["column", "value", "texts", "n", "rate"]].itertuples(index=False)),
    ]  # fmt: skip
    band = None
    for example in examples:
        if example["band"] != band:
            band = example["band"]
            lines += ["", f"{band}:"]
        lines.append(f"  {example['strength']:.2f}  {one_line(example['marked'])}")
    return lines
