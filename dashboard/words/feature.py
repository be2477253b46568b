"""What a feature is and does, in sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.engine import Facts
from dashboard.words.sentences import count, day, label_of, percent, quoted
from dashboard.words.terms import CONFIRMED, RELATIONS, SUGGESTED


def suggested(feature: Mapping[str, Any]) -> str:
    """What kind of name a feature has, and the suggested one where a person gave another."""
    if feature.get("suggested", feature["name"]) != feature["name"]:
        return f"Named by a person; suggested was {quoted(feature['suggested'])}"
    if feature.get("named"):
        return CONFIRMED
    return "No clear name, only its words" if feature.get("kind") == "unclear" else SUGGESTED


def fit(feature: Mapping[str, Any]) -> str:
    """How well a suggested name fits, as a word with its number."""
    value = feature.get("fit")
    given = feature.get("suggested", feature.get("name")) != feature.get("name")
    if value is None or value != value or feature.get("kind") == "unclear" or given:
        return ""
    word = "well" if value >= 0.85 else "fairly" if value >= 0.7 else "poorly"
    return f"fits {word} ({value:.2f})"


def pushes(feature: Mapping[str, Any], favourable: str) -> str:
    """What a feature does to the plain model's decision, in one sentence."""
    direction, influence = int(feature.get("pushes") or 0), float(feature.get("influence") or 0)
    if direction == 0 or influence == 0:
        return "It does not move the plain model."
    way = "towards" if direction > 0 else "away from"
    tips = int(feature.get("tips") or 0)
    tail = f"; without it, {count(tips, 'decision')} would change" if tips else ""
    return (
        f"It pushes the plain model {way} {quoted(favourable)} "
        f"({percent(influence)} of what moves it){tail}."
    )


def pushes_shortly(feature: Mapping[str, Any], favourable: str) -> str:
    """What a feature does to the plain model's decision, in a few words."""
    direction, influence = int(feature.get("pushes") or 0), float(feature.get("influence") or 0)
    if direction == 0 or influence == 0:
        return "does not move the plain model"
    way = "towards" if direction > 0 else "away from"
    return f"{way} {quoted(favourable)}, {percent(influence)} of what moves it"


def apart(feature: Mapping[str, Any]) -> str:
    """Between which groups a feature differs most, in one sentence; "" when hardly."""
    high, low = feature.get("high_rate"), feature.get("low_rate")
    if high is None or low is None or high != high or low != low or high - low < 0.01:
        return ""
    by = f"{label_of(feature['column'])} {quoted(str(feature['high']))}"
    times = f"{high / low:.1f} times as often" if low > 0 else "only"
    other = f" as with {quoted(str(feature['low']))}" if low > 0 else ""
    return f"It fires {times} with {by}{other} ({percent(high)} against {percent(low)})."


def why_queued(feature: Mapping[str, Any], favourable: str, texts: int) -> str:
    """Why a feature is in the queue: influence, difference between groups, how common."""
    common = f"It is in {feature['texts']:,} of {texts:,} texts." if texts else ""
    parts = [pushes(feature, favourable), apart(feature), common]
    if not feature.get("asked", True):
        parts = ["It is not among the features that matter most here.", *parts]
    return " ".join(part for part in parts if part)


def related_reason(row: Mapping[str, Any]) -> str:
    """Why a feature is proposed after another was flagged, in one sentence."""
    kind, score = row["relation"], float(row["score"])
    if kind == "took over":
        return (
            f"It carries more of the decision since the retraining ({100 * score:.0f} points more)."
        )
    if kind == "carried over":
        why = f" because: {row['value']}" if row["value"] else ""
        return (
            f"Carried over, to confirm: the case {quoted(row['column'])} flagged "
            f"{quoted(row['of_name'])}{why} ({score:.2f} alike)."
        )
    of = f"flagged {quoted(row['of_name'])}"
    if kind == "moves with the group":
        group = f"{label_of(row['column'])} {quoted(row['value'])}"
        return (
            f"It is more common with {group}, the group {of} differs by ({100 * score:.0f} points)."
        )
    does = {
        "similar": "It points the same way as",
        "fires together": "It fires in the same texts as",
        "same words": "It fires on the same words as",
    }[kind]
    return f"{does} {of} ({score:.2f})."


def rule_now(rule: str, unjudged: int, share: float | None) -> str:
    """What holds for features nobody judged, and how much of the decision they carry."""
    says = {
        "keep": "A feature that nobody judged counts as kept: the model may rely on it.",
        "flag": "A feature that nobody judged counts as flagged: the model must not rely on it.",
    }[rule]
    have = "fires has" if unjudged == 1 else "fire have"
    many = f"{count(unjudged, 'feature')} that {have} no decision"
    carry = "." if share is None else f"; the plain model's reliance on them is {percent(share)}."
    return f"{says} {many}{carry}"


def weighed(weight: Any) -> list[tuple[str, str, str]]:  # noqa: ANN401  (a Weight of the engine)
    """What the flags cost and leave: measure, plain model, with these flags."""
    right = [f"{100 * share:.1f}\u00a0%" for share in (weight.accuracy_plain, weight.accuracy_left)]
    leans = [percent(share) for share in (weight.reliance_plain, weight.reliance_left + 0.0)]
    leans[1] = "none" if weight.reliance_left < 0.0005 else leans[1]
    return [
        ("Reliance", leans[0], leans[1]),
        ("Decided right", right[0], right[1]),
        ("Free directions", f"{weight.d_in:,}", f"{weight.d_in - weight.rank:,}"),
    ]


def weighed_lead(weight: Any) -> str:  # noqa: ANN401  (a Weight of the engine)
    """How many are flagged, and how much of the model's space that is."""
    wide = " That is so much that the model begins to lose its own signal." if weight.wide else ""
    share = percent(weight.rank / weight.d_in)
    return (
        f"{count(weight.flagged, 'feature')} flagged, {weight.rank:,} independent directions of "
        f"{weight.d_in:,} ({share}). Counted on {weight.texts:,} validation texts.{wide}"
    )


def seen_in(feature: Mapping[str, Any], texts: int) -> str:
    """In how many texts a feature fires."""
    share = feature["texts"] / texts if texts else 0.0
    return f"in {feature['texts']:,} of {texts:,} texts ({percent(share)})"


def relation(kind: str, score: float) -> str:
    """How another feature is related."""
    return f"{RELATIONS.get(kind, kind)} ({score:.2f})"


def rate_captions(facts: Facts) -> dict[str, str]:
    """Column -> caption of the table of rates, the decision first."""
    captions = {"label": "In how many texts, by decision"}
    return captions | {name: f"In how many texts, by {label_of(name)}" for name in facts.groups}


def counted_over(counted: int, texts: int) -> str:
    """Which texts the rates of a feature are from."""
    if counted == texts:
        return f"Counted over all {texts:,} texts."
    return (
        f"Counted over the {counted:,} training and validation texts. Test texts are left out: "
        "they measure what comes of the decisions."
    )


def standing(verdict: Any) -> str:  # noqa: ANN401  (a verdict of the ledger)
    """The decision that stands for a feature."""
    reason = f": {verdict.reason}" if verdict.reason else ""
    kind = f" as {verdict.category}" if verdict.category else ""
    said = {"flag": "flagged", "keep": "kept", "unsure": "put aside"}[verdict.verdict]
    return f"{verdict.by} {said} it{kind} on {day(verdict.ts)}{reason}"


def places_by_strength(counts: Sequence[int]) -> str:
    r"""In how many places a feature fires in each fifth of its strength.

    >>> places_by_strength([900, 80, 12, 3, 5])
    'up to 20\xa0%: 900, 40\xa0%: 80, 60\xa0%: 12, 80\xa0%: 3, 100\xa0%: 5'
    """
    size = -(-len(counts) // 5)
    fifths = [sum(counts[at : at + size]) for at in range(0, len(counts), size)]
    told = (f"{percent((i + 1) / len(fifths))}: {n:,}" for i, n in enumerate(fifths))
    return f"up to {', '.join(told)}"


def strengths(middle: float) -> str:
    """What the histogram of a feature shows, for people who do not see it."""
    return (
        "How often the feature fires at which strength, from faint on the left to its strongest "
        f"on the right: half of the places are under {percent(middle)}."
    )


def stronger_than(strength: str, weaker: float) -> str:
    """Where a word stands among all the places on which a feature fires."""
    return f"{strength} of its strongest; stronger than {percent(weaker)} of its places"
