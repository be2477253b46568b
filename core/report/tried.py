"""What was tried on the models, as sentences and rows; a test that was not made says so."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from core.report.numbers import count, label_of, moved, number, quoted
from core.report.reasons import in_reasons
from core.words import percent

NOT_TRIED = "Not tested: selfreg audit makes this test, and it was not run on this model."
PRESENT = "Taking away the use of something does not take away its presence."

MODELS = {"plain": "Plain model", "regularized": "Regularized model"}
MOVES = {
    "off": "All switched off",
    "top": "All turned up by the largest value seen",
    "twice": "All turned up by twice that, beyond the range",
    "subsets": "Random halves, each off or turned up: worst of {subsets}",
}
FIGURES = {
    "reliance": "Size of what they add to the score, beside its spread",
    "flips": "Share of decisions that change",
}

WAYS = {
    "regularized": "Regularized model",
    "plain": "Plain model",
    "exact constraint": "The strict version: weights at right angles to every flagged direction",
    "soft penalty": "The soft version: a penalty on what flagged features contribute, strength 1",
    "features deleted in use": "Plain model, flagged features taken out of what it reads",
    "words deleted in use": "Plain model, the words of flagged features deleted from the text",
    "stronger ridge": "Plain model with a ridge {ridge:.0f} times stronger (L2)",
    "random features": "The strict version with random features, as common, instead of the flagged",
    "groups erased (LEACE)": "Plain model, the group columns erased from the embedding (LEACE)",
    "bag of words": "The {words:,} commonest words of the text, without an embedding",
    "majority": "The commonest label of the training texts for every text",
}
"""Name of a way to decide -> what it is."""

_OWN: Mapping[str, str] = {}  # features stand under their own names
_TRAINED = {
    "": "",
    "these": " The regularized model was trained to hold still when words of these pairs are "
    "exchanged in other texts. For it this shows only whether that training took; words in no "
    "pair, and terms filled into templates, were not trained.",
    "others": " The regularized model was trained to hold still under other pairs than these; "
    "which ones stands under Technical details.",
}
_ALIKE = 0.05  # shares of texts no farther apart say little about a group

Part = Mapping[str, Any]


def tried(evidence: Mapping[str, Any], wordings: Mapping[str, str] = _OWN) -> dict[str, Any]:
    """Figures with words to them: nonreliance, leakage, swaps, proxies, reasons and the like.

    Each has `tested`; where it is false, `sentence` says how to make the test.

    Args:
        evidence: what was tried, by name.
        wordings: number of a feature -> how a person is told that it was a reason.
    """
    words = {
        "nonreliance": _nonreliance,
        "leakage": _leakage,
        "swaps": _swaps,
        "proxies": _proxies,
        "reasons": partial(in_reasons, wordings=wordings),
        "alternatives": _alternatives,
        "spread": _spread,
    }
    return {name: _part(evidence.get(name), told) for name, told in words.items()}


def _part(part: Part | None, told: Any) -> dict[str, Any]:  # noqa: ANN401  (a function)
    if not part:
        return {"tested": False, "sentence": NOT_TRIED}
    return {"tested": True, **part, **told(part)}


def share(value: float) -> str:
    """A small share in percent, with two digits: "0.10 %"."""
    return percent(value, 2)


def _nonreliance(part: Part) -> dict[str, Any]:
    summary = part["summary"]
    return {
        "title": f"Use of flagged features: {summary['state']}.",
        "sentence": _changed(summary),
        "limit_sentence": (
            f"The limit: at most {_limit(summary['limit']['flips'], share)} of decisions, with "
            f"95 % confidence, and {_limit(summary['limit']['max_dp'], number)} of a probability."
        ),
        "plain_sentence": (
            f"The test can fail: the same changed {count(summary['plain']['flips'], 'decision')} "
            f"of the plain model, which is {summary['plain']['state']}."
        ),
        "exact_sentence": _exact(part),
        "margin_sentence": _margins(part.get("margins")),
        "joint_rows": [
            {"move": words.format(subsets=part["subsets"]), "key": move}
            for move, words in MOVES.items()
        ],
        "placebo_rows": [_placebo(row) for row in part["placebo"]["figures"]],
        "chart": {"ticks": [[-8, "1e-8"], [-6, "1e-6"], [-4, "0.0001"], [-2, "0.01"], [0, "1"]]},
        "deleted_sentence": _deleted(part["deleted_words"]),
    }


def _limit(value: float | None, shown: Any) -> str:  # noqa: ANN401  (a format)
    return "any number" if value is None else shown(value)


def _changed(summary: Part) -> str:
    return (
        f"In {count(summary['n'], 'test text')}, switching off or turning up each of the "
        f"{count(summary['features'], 'flagged feature')}, alone and together, changed "
        f"{count(summary['flips'], 'decision')} of the regularized model (at most "
        f"{share(summary['upper'])} with 95 % confidence) and {moved(summary['max_dp'], 4)}."
    )


def _exact(part: Part) -> str:
    bounded = part["levels"]["regularized"]["bounded"]
    if part["levels"]["regularized"]["exact"]["holds"]:
        return (
            "Exact (level N3): the weights are at right angles to every flagged direction, to "
            "float error, so the effect is nought whatever the strength."
        )
    kind = "the exact worst case" if bounded["exact"] else "an upper bound"
    return (
        f"Bounded (level N2): at any mix of strengths within the range, "
        f"{share(bounded['certified'])} of the decisions stay as they are; this is {kind}."
    )


def _margins(told: Part | None) -> str:
    """How many decisions are farther from turning over than features move anything."""
    if not told:
        return ""
    each = [
        f"in the {kind} model {told[kind]['stand']:,} of {told[kind]['n']:,} decisions lie farther "
        f"from turning over than the {number(told[kind]['largest'], 4)} that flagged features "
        "moved a probability at most"
        for kind in MODELS
    ]
    return f"{'; '.join(each).capitalize()}."


def _placebo(row: Part) -> dict[str, Any]:
    name = row["figure"]
    words = FIGURES.get(name, f"Change of the {label_of(name)}")
    return {"words": words, **row}


def _deleted(part: Part) -> str:
    if not part["n"]:
        return "No test text has a word that a flagged feature stands for, so none was rewritten."
    plain, now = (part[kind] for kind in MODELS)
    return (
        f"From {count(part['n'], 'test text')} the words that flagged features stand for were "
        f"deleted, and the texts were embedded and decided again. The plain model decided "
        f"{plain['flips']:,} differently, the regularized model {now['flips']:,} (at most "
        f"{share(now['upper'])} with 95 % confidence)."
    )


def _leakage(part: Part) -> dict[str, Any]:
    told = [_still(row) for row in part["summary"]]
    return {
        "sentences": told or ["Not measured: no group column was named."],
        "presence": PRESENT,
        "chart": {"ticks": [[0.4, "0.4"], [0.5, "0.5, chance"], [0.75, "0.75"], [1, "1"]]},
    }


def _still(row: Part) -> str:
    column, inside, score = label_of(row["column"]), row["representation"], row["score"]
    if inside is None:
        return f"By {column}, too few texts have a value to probe it."
    between = f"{number(score['low'])} to {number(score['high'])}"
    return (
        f"By {column}: a probe told the groups apart from the embedding without the flagged "
        f"directions with AUC {number(inside['auc'])} ({inside['state']}), and from the "
        f"regularized score with {number(score['auc'])}, {between} "
        f"({score['state']}). The plain score gave {number(row['score_plain']['auc'])}, the words "
        f"themselves {number(row['words']['auc'])}; 0.50 is chance."
    )


def _swaps(part: Part) -> dict[str, Any]:
    plain, now = (part[kind] for kind in MODELS)
    held = part["coverage"]
    struck = f" {count(part['struck'], 'swap was', 'swaps were')} struck by people."
    return {
        "sentence": (
            f"In {count(part['texts'], 'test text')} and {count(part['templates'], 'template')} "
            "the words of pairs were exchanged, and the texts were decided again. The plain model "
            f"decided {plain['flips']:,} differently, the regularized model {now['flips']:,} (at "
            f"most {share(now['upper'])} with 95 % confidence); the favourable probability moved "
            f"by {number(plain['mean_dp'], 3)} and {number(now['mean_dp'], 3)} on average."
            f"{struck if part['struck'] else ''}{_TRAINED[part.get('trained', '')]}"
        ),
        "gap_sentence": _gaps(part),
        "coverage_sentence": (
            f"Of {count(held['n'], 'test text')} with such words, {held['covered']:,} have at "
            "least one flagged feature."
        ),
        "pairs_sentence": f"{'; '.join(part['pairs'])}."
        if part["pairs"]
        else "None: only templates were filled.",
    }


def _gaps(part: Part) -> str:
    if not part["linked"]:
        return "No swap flips a decision of the regularized model."
    if not part["gaps"]:
        return (
            f"In each of the {count(part['linked'], 'flip')} looked into, a flagged feature moved "
            "too: what is left lies in other features and in the words around."
        )
    return (
        f"Found gaps: {count(len(part['gaps']), 'decision flips', 'decisions flip')} though no "
        f"flagged feature moved, of {part['linked']:,} looked into. The features that moved "
        "instead are named; look at them and flag what the model must not rely on."
    )


def _alternatives(part: Part) -> dict[str, Any]:
    plain = next(row for row in part["rows"] if row["name"] == "plain")
    return {
        "rows": [row | {"words": WAYS[row["name"]].format(**part)} for row in part["rows"]],
        "sentence": (
            f"Other ways to decide about the same {count(plain['n'], 'test text')}, each fitted to "
            "the same training texts. What they cost and leave stands side by side; no interval "
            "is given for a difference between two of them. Taking features, words or groups out "
            "in use, or out of the embedding, leaves the rest of the model as it was."
        ),
    }


def _spread(part: Part) -> dict[str, Any]:
    if not part["fitted"]:
        return {"sentence": "Not measured: the published method is trained step by step."}
    return {
        "sentence": (
            f"Both models fitted anew to {count(len(part['seeds']), 'draw')} of as many training "
            "texts with replacement; features, flags, ridge and method stay as they are. A draw "
            "holds about two thirds of the different texts, so figures tend to be a little worse "
            "than those of the exported models."
        )
    }


def _proxies(part: Part) -> dict[str, Any]:
    open_ = part["open"]
    for column in part["columns"]:
        for row in column["found"]:
            row["why"] = _told_by(row)
    if not any(column["found"] for column in part["columns"]):
        return {
            "sentence": "No unflagged feature both tells a group and moves the decision enough to "
            "ask for a decision."
        }
    return {
        "sentence": (
            "These features are not flagged, tell a group apart, and move the regularized "
            f"decision. {count(open_, 'of them waits', 'of them wait')} for a person's decision: "
            "flag it, or keep it with a reason."
        )
    }


def _told_by(row: Part) -> str:
    """What tells the group: how often the feature fires, or how strongly where it does."""
    rates = (
        f"Fires in {100 * row['rate']:.0f} % of the texts of {quoted(row['value'])}, in "
        f"{100 * row['other_rate']:.0f} % of the others"
    )
    if abs(row["rate"] - row["other_rate"]) >= _ALIKE:
        return f"{rates}."
    return f"{rates}: alike, but {'more' if row['auc'] > 0.5 else 'less'} strongly in the former."
