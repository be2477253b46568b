"""The report's fixed words, the same as on the pages of the dashboard."""

from collections.abc import Mapping
from typing import Any

from core.report.numbers import label_of, listed, quoted
from core.words import COUNTS, NARROWER, TOO_FEW, UNCLEAR, WIDER
from core.words import METRICS as MEASURES

__all__ = ["COUNTS", "MEASURES", "NARROWER", "TOO_FEW", "UNCLEAR", "WIDER"]

METRICS = tuple(MEASURES)

NOT_TESTED = "What was not tested"

NOT_MEASURED = "not measured"

FEW = "too few to compare"
APART = "not compared"

METHODS = {
    "hard": "Exact constraint: the weights of the regularized model are orthogonal to the "
    "direction of every flagged feature.",
    "soft": "Penalty: the regularized model pays for what flagged features contribute to its "
    "score; the higher the strength, the less it relies on them.",
    "paper": "As published by Wu and others (arXiv 2502.14133): flagged features are taken out of "
    "the embedding and their weights are penalised.",
}
EXCHANGED = (
    " It also pays for what changes in its score when words of pairs are exchanged for each other "
    "in training texts."
)
UNJUDGED = {
    "keep": "A feature that nobody judged counts as kept: the model may rely on it.",
    "flag": "A feature that nobody judged counts as flagged: the model must not rely on it.",
}
SITE = {
    "model": "Embedding model",
    "checksum": "SHA-256 of the embedding model",
    "pooling": "Pooling of its tokens",
    "layer": "Read after its layer",
    "layer_how": "How the layer was chosen",
    "max_tokens": "Tokens it reads of a text",
    "d_in": "Dimensions of an embedding",
    "normalize": "Embeddings have length one",
    "precision": "Precision",
}
"""What each fact about the embedding is called; others go by their own name."""

NO_POLICY = "No policy was written for this case."
THRESHOLD_VALID = "Chosen on the validation texts, which no figure of this report is measured on."
THRESHOLD_HOW = (
    "Chosen on the validation texts and on the training texts, each judged as if it had been left "
    "out of training. No figure of this report is measured on either."
)
NO_THRESHOLD = "None: with more than two labels, the label with the highest probability is decided."

INTENDED = (
    "The figures hold for texts like the test texts, this classifier and this decision threshold."
)
PRESENCE = (
    "Taking away the use of a feature does not take away its presence: the embedding may still "
    "carry the same information in other directions, and other features may stand in for it."
)

OTHER_TEXTS = (
    "Texts in another language, of another kind, from another time or longer than the test texts "
    "were not tried."
)


def site_facts(site: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The facts about the embedding under their names, the known ones first."""
    known = [(words, site[name]) for name, words in SITE.items() if name in site]
    return known + [(label_of(name), site[name]) for name in sorted(site) if name not in SITE]


def layer_how(choice: Mapping[str, Any]) -> str:
    """How a layer was chosen; `choice` holds texts, tried, errors and layer."""
    tried = zip(choice["tried"], choice["errors"], strict=True)
    told = listed(f"{error:.3f} after layer {layer}" for layer, error in tried)
    return (
        f"On {choice['texts']:,} training texts, the share of the labels' variance that a linear "
        f"reading of the embedding leaves open, each text left out in turn, was {told}. The "
        "earliest layer that no other beats by two standard errors was taken."
    )


def definitions(favourable: str) -> list[dict[str, str]]:
    """What each measure of the report is, as term and meaning."""
    good = quoted(favourable)
    told = {
        "Feature": "Something in a text that the model has learned to notice, such as a word, a "
        "way of saying things, or a subject.",
        "Plain model": "The classifier as it comes out of the data, before anything is flagged.",
        "Regularized model": "The same classifier, trained so that it does not rely on flagged "
        "features.",
        "Reliance": "Size of what the flagged features add to the score, beside the spread of the "
        "score over the test texts; 0 is none of it.",
        MEASURES["selection_rate"]: f"Share of texts decided {good} (selection rate).",
        MEASURES["tpr"]: f"Share decided {good} among texts labelled {good} (true positive rate).",
        MEASURES["fpr"]: f"Share decided {good} among texts with another label (false positive "
        "rate).",
        MEASURES["accuracy"]: "Share of decisions that are the label itself (accuracy). Balanced "
        "accuracy is the same with each label counted alike.",
        "Gap": "Highest minus lowest share among the groups compared, in points of a hundred. A "
        "group enters a gap where the share is of 30 texts or more; texts without a group never "
        "do.",
        "Interval": "95 % intervals: Wilson for a share; Newcombe for a difference and Koopman for "
        "a ratio of two shares. The bounds of the largest gap and the smallest ratio hold for all "
        "pairs of groups at once (studentised max-|T|, 5,000 draws of texts within each group). "
        "For a change from the plain to the regularized model, 5,000 paired bootstrap draws.",
        "May miss a gap": "Counts like these would show a gap of the size that is named 80 times "
        "of 100, a smaller one less often.",
        "p": "Chance of shares at least this uneven if the decisions had nothing to do with the "
        "group: 10,000 permutations; two groups by Fisher's exact test or, with large counts, by "
        "two-proportion z, all pairs of one column together by Holm. No verdict rests on p alone.",
        "Verdict": "Within the limit: the whole interval lies inside it. Over the limit: all of it "
        "lies outside. Otherwise there is not enough evidence, whatever p says.",
        "Narrower, wider": "The whole interval of the change lies below nought, or above it. "
        "Otherwise there is not enough evidence of a change.",
    }
    return [{"term": term, "meaning": meaning} for term, meaning in told.items()]
