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
    guesses: list[str] = []
    if arguments.query is None:
        rows = _by_influence(case, arguments.top)
    elif arguments.by == "meaning":
        rows, guesses = _meant(case, arguments.query, arguments.top)
    else:
        rows = _found(case, arguments.query, by=arguments.by, top=arguments.top)
    if not rows:
        return Answer({"features": []}, ["no feature found; try other words, or --by meaning"])
    lines = table(_LISTED, ([row[column] for column in _LISTED] for row in rows))
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


def _meant(case: "Case", query: str, top: int) -> tuple[list[dict[str, Any]], list[str]]:
    """What is found by meaning, and the words of which that is a guess."""
    from core import pipeline
    from core.pipeline.look import load_model

    kept = {"features": pipeline.index(case), "embedder": load_model(case)}
    rows = _found(case, query, by="meaning", top=top, **kept)
    return rows, pipeline.unknown_words(case, query, **kept)


def _found(case: "Case", query: str, **given: object) -> list[dict[str, Any]]:
    from core import pipeline

    return pipeline.search(case, query, **given)[_LISTED].to_dict("records")
