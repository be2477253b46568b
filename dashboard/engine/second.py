"""A second person's look: what to look at blind, where two people differ, how far they agree."""

from typing import TYPE_CHECKING

from dashboard.engine.decisions import history, now, verdicts
from dashboard.engine.features import features
from dashboard.engine.places import open_case

if TYPE_CHECKING:
    from core.review.event import Event
    from core.review.opinions import Difference


def to_look_at(case: str, by: str) -> list[int]:
    """Features that others decided on, and some that nobody flagged, not looked at by this person.

    By number: any order by what was decided would give it away.
    """
    from core import pipeline
    from core.review.opinions import opinions

    given = opinions(history(case))
    mine = {f for f, own in given.items() if any(each.by == by for each in own)}
    standing = verdicts(case)
    drawn = [f for f in pipeline.drawn_features(open_case(case)) if f not in standing]
    others = [f for f, verdict in standing.items() if verdict.by != by]
    return sorted({*others, *drawn} - mine)


def give_opinion(
    case: str, feature: int, verdict: str, *, reason: str, by: str, category: str
) -> "Difference | None":
    """Write a second opinion to the ledger; how it differs from the decision, None if it agrees.

    Raises:
        InputError: A reason is missing, or the same person decided.
        StaleError: The decision was undone meanwhile.
    """
    from core import pipeline

    table = features(case)
    name = str(table.loc[table["feature"] == feature, "name"].iloc[0])
    pipeline.second_opinion(open_case(case), feature, name, verdict, reason, by, now(), category)
    return next((d for d in differences(case) if d.first.feature == feature), None)


def undo_opinion(case: str, by: str) -> "Event":
    """Take back the newest second opinion of this person; the ledger keeps both.

    Raises:
        InputError: There is none.
    """
    from core import pipeline

    return pipeline.undo_second_opinion(open_case(case), by, now())


def has_opinion(case: str, by: str) -> bool:
    """Whether there is a second opinion of this person to take back."""
    from core.review.opinions import opinions

    return any(each.by == by for given in opinions(history(case)).values() for each in given)


def differences(case: str) -> "list[Difference]":
    """Where an opinion differs from the decision that stands, and nobody has settled it."""
    from core.review.opinions import differences as found

    return found(history(case))


def agreement(case: str) -> tuple[int, int, float | None]:
    """How many second opinions there are, how many agree, and Cohen's kappa."""
    from core.review.opinions import kappa, pairs

    given = pairs(history(case))
    return len(given), sum(a == b for a, b in given), kappa(given)
