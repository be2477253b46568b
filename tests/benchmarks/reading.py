"""How much a reviewer reads to find what the confounded benchmark's rule flags.

The reviewer types search terms, reads every answer, and flags what the rule flags; then reads the
relatives of the flags, twelve at a time, as the page Review brings them up, until twelve in a row
are none of it. Beside it: the queue of the page Review, read from the top. Nobody's judgement is
measured, only what is put before a person; for age there is no rule, so only the answers are told.
"""

from argparse import Namespace
from collections.abc import Iterable

import pandas as pd

from core.case import Case
from core.features.index import FeatureIndex
from core.features.proposals import proposals
from core.pipeline.look import index, load_model, search
from tests.benchmarks.confounded_split import MOSTLY, PARTLY, on_the_words
from tests.benchmarks.shared import bar, lines, vaers_case

TERMS = {
    "sex": ("he his", "she her", "male", "female", "man", "woman", "boy", "girl", "son",
            "daughter", "husband", "wife"),
    "age": ("age", "year old", "month old", "baby", "infant", "child", "teenager", "adult",
            "elderly", "old man"),
}  # fmt: skip
TOP, AT_A_TIME, NAMED = 20, 12, 5
FEW = 2  # terms of a reviewer who types no more than "he his" and "she her"


def run(given: Namespace) -> dict:
    """Answers of every term, and how many features were read to reach the rule's flags."""
    case = vaers_case(given.work, bar)
    features = index(case)
    answers = {about: _answers(case, features, terms) for about, terms in TERMS.items()}
    return {
        "terms": [row for rows in answers.values() for row, _ in rows],
        "reading": [
            {"rule": name, "flags": len(wanted), "terms": terms}
            | _read(features, answers["sex"][:terms], set(wanted))
            for name, wanted in (
                ("mostly on the words", on_the_words(features, MOSTLY)),
                ("also partly", on_the_words(features, PARTLY)),
            )
            for terms in (len(TERMS["sex"]), FEW, 1)
        ],
    }


def table(result: dict) -> str:
    """The terms, then the reading."""
    terms = {"about": "about", "term": "term", "words": "by words", "meaning": "by meaning only",
             "best": "best answers"}  # fmt: skip
    reading = {name: name for name in result["reading"][0]}
    return f"{lines(result['terms'], terms)}\n\n{lines(result['reading'], reading)}"


def _answers(case: Case, features: FeatureIndex, terms: Iterable[str]) -> list[tuple]:
    """Of each term a row to show, and the features that answer, in the order of the page."""
    embedder = load_model(case)
    about = next(name for name, own in TERMS.items() if own == terms)
    found = []
    for term in terms:
        named, meant = (
            search(case, term, by, TOP, features=features, embedder=embedder, names={})
            for by in ("words", "meaning")
        )
        meant = meant[~meant.feature.isin(named.feature)]
        both = pd.concat([named, meant])
        best = "; ".join(both.name.head(NAMED))
        row = {"about": about, "term": term, "words": len(named), "meaning": len(meant)}
        found.append((row | {"best": best}, both.feature.tolist()))
    return found


def _read(features: FeatureIndex, answers: list[tuple], wanted: set[int]) -> dict:
    """How many features are read, and how many of the wanted ones reached, step by step."""
    read = list(dict.fromkeys(feature for _, found in answers for feature in found))
    searched, by_search = len(read), wanted & set(read)
    brought = _relatives(features, read, wanted)
    reached = by_search | (wanted & set(brought))
    order = [*read, *brought]
    last = max((n for n, f in enumerate(order, start=1) if f in wanted), default=0)
    queue = _queue(features)
    return {
        "read after searching": searched,
        "reached by searching": len(by_search),
        "read among relatives": len(brought),
        "reached by relatives": len(reached - by_search),
        "all reached after": last,
        "not reached": len(wanted - reached),
        "reached in the first 120 of the queue": len(wanted & set(queue[:120])),
        "in the queue, as many after": _after(queue, wanted, len(reached)),
        "brought": _names(features, wanted & set(brought) - by_search),
    }


def _names(features: FeatureIndex, which: Iterable[int]) -> str:
    return "; ".join(features.features.name[sorted(which)].head(NAMED))


def _relatives(features: FeatureIndex, read: list[int], wanted: set[int]) -> list[int]:
    """What is read of the relatives of flags, until twelve bring no new flag."""
    brought: list[int] = []
    while True:
        seen = {*read, *brought}
        flagged = sorted(wanted & seen)
        near = features.relatives(flagged)
        rows = proposals(flagged, features.features, near, features.rates())
        fresh = [f for f in rows.feature.drop_duplicates() if f not in seen][:AT_A_TIME]
        brought += fresh
        if not wanted & set(fresh):
            return brought


def _queue(features: FeatureIndex) -> list[int]:
    """Features in the order of the page Review."""
    from dashboard.engine.queue import rank

    ranked = rank(features.features, features.rates())
    return ranked.loc[ranked.status == "live", "feature"].tolist()


def _after(order: list[int], wanted: set[int], number: int) -> int:
    """How many have to be read in this order to reach so many of the wanted ones."""
    places = [n for n, feature in enumerate(order, start=1) if feature in wanted]
    return places[number - 1] if 0 < number <= len(places) else 0
