"""Everything the report is made from. It reads no file and no clock; the caller fills this in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.report.signers import SignoffFacts


@dataclass(frozen=True)
class DataFacts:
    """The texts.

    Attributes:
        source: name of the file, without its folder.
        content_hash: SHA-256 over all rows.
        text: name of the column of texts.
        label: name of the column of labels.
        groups: names of the group columns.
        labels: the classes, sorted.
        counts: of `count_texts`.
        notes: plain sentences on what was left out, and why.
        cut: how many texts are longer than the embedding model reads; None if not known.
        split: name of the column that says which split a text is in; None where the split was
            drawn.
    """

    source: str
    content_hash: str
    text: str
    label: str
    groups: tuple[str, ...]
    labels: tuple[str, ...]
    counts: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    cut: int | None = None
    split: str | None = None


@dataclass(frozen=True)
class SaeFacts:
    """The sparse autoencoder whose features people judged.

    Attributes:
        width: number of features.
        k: features that may fire on a token, on average.
        fvu: share of the token states' variance it leaves unexplained, 0 to 1.
        threshold: smallest value that counts as firing.
        checksum: SHA-256 of its weights.
        live: features that fire and are not always on.
        always_on: features that fire nearly everywhere.
        never_seen: features that fire nowhere.
        asked: kind, width and k as they were asked for.
    """

    width: int
    k: int
    fvu: float
    threshold: float
    checksum: str
    live: int
    always_on: int
    never_seen: int
    asked: str = "batchtopk"


@dataclass(frozen=True)
class ModelFacts:
    """The regularized model, and the plain one's threshold.

    Attributes:
        method: "hard", "soft" or "paper".
        strength: of its penalty; 0 without one.
        rank: dimensions of the space the flagged features span.
        dimensions: of the embedding.
        ridge: of the fit.
        threshold: smallest probability of the second label that decides for it; None with more
            than two labels.
        plain_threshold: the same of the plain model.
        tensors_sha256: of model/classifier.safetensors as it goes into the bundle.
        facts_sha256: of model/classifier.json as it goes into the bundle.
        swaps: SHA-256 of the word lists whose exchange the model paid for; "" where it did not.
        exchanged: these lists (pairs, before_nouns, no_nouns); empty where it did not.
    """

    method: str
    strength: float
    rank: int
    dimensions: int
    ridge: float
    threshold: float | None
    plain_threshold: float | None
    tensors_sha256: str
    facts_sha256: str
    swaps: str = ""
    exchanged: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Fires:
    """How often a feature fires in the texts of a group.

    Attributes:
        column: of the group.
        group: its name.
        n: texts of the group.
        texts: in how many of them it fires.
        rate: their share.
    """

    column: str
    group: str
    n: int
    texts: int
    rate: float


@dataclass(frozen=True)
class FlaggedFeature:
    """A feature the regularized model must not rely on.

    Attributes:
        feature: its number; None if no feature of today's autoencoder is near to it.
        name: its name as the person saw it.
        reason: why it was flagged, in the person's words.
        category: "protected attribute", "proxy", "shortcut", "privacy" or "other".
        by: who flagged it.
        ts: when (UTC).
        words: words it fires on most.
        texts: in how many texts it fires.
        reliance_plain: reliance of the plain model on this feature alone, on validation texts.
        reliance_regularized: the same of the regularized model.
        fit: how well its name tells where it fires (AUC, 0.5 is chance); None if not known.
        fires: how often it fires, group by group.
        weight_plain: weight of the plain model along its direction, towards the favourable
            decision.
        weight_regularized: the same of the regularized model.
    """

    feature: int | None
    name: str
    reason: str
    category: str
    by: str
    ts: str
    words: tuple[str, ...] = ()
    texts: int | None = None
    reliance_plain: float | None = None
    reliance_regularized: float | None = None
    fit: float | None = None
    fires: tuple[Fires, ...] = ()
    weight_plain: float | None = None
    weight_regularized: float | None = None


@dataclass(frozen=True)
class ReviewFacts:
    """What people decided.

    Attributes:
        unjudged_rule: what holds for features nobody judged: "keep" or "flag".
        flagged: number of features that people flagged.
        kept: number that people decided to keep.
        unsure: number put aside.
        unjudged: number of live features without a decision.
        unjudged_reliance: reliance of the regularized model on those; None if not measured.
        second_opinions: opinions by a second person who had not seen the decision.
        second_agreed: how many of them agree with it.
        kappa: Cohen's kappa of decisions and second opinions; None where it says nothing.
        differences: of them how many nobody has settled.
        suggested: decisions made before seeing what the software would choose.
        suggested_agreed: how many of them agree with it.
        unseen: of `core.report.unseen`; None where it was not worked out.
        drawn: unflagged features that a second person judged blind: looked, found, waiting,
            flagged, rest, and recall with value, low and high; None where it was not worked out.
    """

    unjudged_rule: str
    flagged: int
    kept: int
    unsure: int
    unjudged: int
    unjudged_reliance: float | None = None
    second_opinions: int = 0
    second_agreed: int = 0
    kappa: float | None = None
    differences: int = 0
    suggested: int = 0
    suggested_agreed: int = 0
    unseen: Mapping[str, Any] | None = None
    drawn: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class LedgerFacts:
    """Where the ledger stood when the report was made.

    Attributes:
        head: hash of its last event.
        length: number of its events.
    """

    head: str
    length: int


@dataclass(frozen=True)
class ReportInputs:
    """Everything the report is made from.

    Attributes:
        case_id: fingerprint of settings and texts; the ledger's first link.
        name: of the case.
        favourable: the label that is good for the person.
        favourable_how: how it was chosen, as a plain sentence.
        policy: what the decision must not depend on; "" if nobody wrote it.
        seed: of split, features and bootstrap.
        data: the texts.
        embedding: the site: model, checksum, pooling, max_tokens, d_in, layer, normalize; the same
            object goes into the bundle.
        sae: the autoencoder.
        review: how much was judged.
        flagged: the flagged features.
        model: the regularized model.
        audit: of `core.audit.to_json`.
        signoff: what a signature asks for.
        ledger: head and length.
        evidence: what was tried on the models, of `core.pipeline.evidence`; empty if nothing was.
        not_tested: plain sentences to add to those the report makes by itself.
        versions: of the software, by name.
        fairness: of `core.audit.fairness`; None where it was not worked out.
        slices: where the models err more often; None where nobody looked.
        environment: machine and packages that the regularized model was trained with; None where
            that was not written down.
        policies: every version of the limits people set, oldest first.
        about: every version of what people said of use, data and risk, oldest first.
        decisions: of `core.report.decisions.decision_rows`.
        revision: commit of the embedding model where it was published; "" if it does not say.
        changed: the audit's changed texts, each with its name in the stored predictions as `id`.
    """

    case_id: str
    name: str
    favourable: str
    favourable_how: str
    policy: str
    seed: int
    data: DataFacts
    embedding: Mapping[str, Any]
    sae: SaeFacts
    review: ReviewFacts
    flagged: tuple[FlaggedFeature, ...]
    model: ModelFacts
    audit: Mapping[str, Any]
    signoff: SignoffFacts
    ledger: LedgerFacts
    evidence: Mapping[str, Any] = field(default_factory=dict)
    not_tested: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    fairness: Mapping[str, Any] | None = None
    policies: tuple[Mapping[str, Any], ...] = ()
    slices: Mapping[str, Any] | None = None
    environment: Mapping[str, Any] | None = None
    about: tuple[Mapping[str, Any], ...] = ()
    decisions: tuple[Mapping[str, Any], ...] = ()
    revision: str = ""
    changed: tuple[Mapping[str, Any], ...] = ()
