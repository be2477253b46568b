"""List the features, or search them: `features`."""

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from core.cli.answer import Answer, one_line, table
from core.cli.parser import Commands, count

if TYPE_CHECKING:
    from core.case import Case

_LISTED = ["feature", "name", "texts", "strength", "reason"]
_PUSHES = {1: "towards", -1: "away from"}


def register(commands: Commands) -> None:
    """Add `features`."""
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


def listing(case: "Case", arguments: Namespace) -> Answer:
    """The features that matter most, or those that answer a query."""
    if arguments.query is None:
        rows = _by_influence(case, arguments.top)
    else:
        rows = _found(case, arguments.query, arguments.by, arguments.top)
    if not rows:
        return Answer({"features": []}, ["no feature found; try other words, or --by meaning"])
    lines = table(_LISTED, ([row[column] for column in _LISTED] for row in rows))
    guesses = _guesses(case, arguments.query) if arguments.by == "meaning" else []
    lines += [
        one_line(f"{word} is no word the language model knows: what is found for it is a guess")
        for word in guesses
    ]
    told = {"unknown_words": guesses} if guesses else {}
    return Answer({"features": rows} | told, lines)


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
    tips = int(row["tips"])
    return (
        f"moves the plain model {_PUSHES[row['pushes']]} {favourable}; "
        f"{tips} {'decision changes' if tips == 1 else 'decisions change'} without it"
    )


def _guesses(case: "Case", query: str | None) -> list[str]:
    from core.pipeline.look import load_model, unknown_words

    return unknown_words(case, query, embedder=load_model(case)) if query else []


def _found(case: "Case", query: str, by: str, top: int) -> list[dict[str, Any]]:
    from core import pipeline

    return pipeline.search(case, query, by=by, top=top)[_LISTED].to_dict("records")
