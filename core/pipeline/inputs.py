"""What the report and the bundle are made from, gathered from the case."""

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from core.case import Case
from core.durable import sha256_bytes, sha256_file
from core.pipeline.decide import policy
from core.pipeline.evidence import load_evidence
from core.pipeline.flagged import flagged_features
from core.pipeline.judged import fairness_case, locked_policies, told
from core.pipeline.reviewed import review_facts
from core.pipeline.seals import MONTHS, signed_events, signed_of, withdrawn
from core.pipeline.slices import slices_case
from core.pipeline.stored import salt_of, stored_parts
from core.report import (
    DataFacts,
    LedgerFacts,
    ModelFacts,
    ReportInputs,
    SaeFacts,
    SignoffFacts,
    count_texts,
)
from core.report.answers import about_versions
from core.report.bundle import BundleParts
from core.report.decisions import decision_rows
from core.report.stored import row_id
from core.report.words import layer_how
from core.review.event import Event

if TYPE_CHECKING:
    from core.audit import Audit

_SITE = ("model", "checksum", "pooling", "max_tokens", "d_in", "layer")
_SOFTWARE = ("selfreg", "torch", "transformers", "numpy", "scipy")


def report_inputs(case: Case, audit: "Audit") -> ReportInputs:
    """Everything the report says about the case."""
    from core.audit import to_json

    settings, events = case.settings, signed_events(case)
    return ReportInputs(
        case_id=case.id,
        name=case.name,
        favourable=settings.favourable,
        favourable_how=_favourable_how(case),
        policy=policy(case),
        seed=settings.seed,
        data=_data(case),
        embedding=_embedding(case),
        sae=_sae(case),
        review=review_facts(case),
        flagged=flagged_features(case),
        model=_model(case),
        audit=to_json(audit),
        fairness=fairness_case(case),
        slices=slices_case(case),
        policies=tuple(told(locked) for locked in locked_policies(case)),
        about=tuple(about_versions(events)),
        decisions=tuple(decision_rows(events)),
        changed=tuple(_changed(case, audit)),
        revision=case.info("embed").get("revision", ""),
        evidence=load_evidence(case),
        environment=case.info("train").get("environment"),
        signoff=_signoff(case, events),
        ledger=LedgerFacts(events[-1].hash, len(events)),
        versions={name: _version(name) for name in _SOFTWARE},
    )


def _changed(case: Case, audit: "Audit") -> list[dict[str, Any]]:
    """The changed texts by their names in the stored predictions."""
    rows, salt = audit.changed_texts, salt_of(case)
    names = case.texts().frame["id"].iloc[rows["text"].astype(int)]
    return rows.assign(id=[row_id(salt, str(name)) for name in names]).to_dict("records")


def bundle_parts(case: Case, report: dict[str, Any]) -> BundleParts:
    """The files of the bundle that are not renderings of the report."""
    model = case.classifier_path("regularized")
    predictions, activations = stored_parts(case)
    return BundleParts(
        tensors=model.with_suffix(".safetensors").read_bytes(),
        facts=model.with_suffix(".json").read_bytes(),
        report=report,
        ledger=b"".join(event.line() + b"\n" for event in signed_events(case)),
        predictions=predictions,
        activations=activations,
    )


def _favourable_how(case: Case) -> str:
    if case.settings.favourable == case.texts().labels[-1]:
        return "It is the last label in sorted order, as long as nobody chooses another."
    return "It was chosen when the case was made."


def _embedding(case: Case) -> dict[str, Any]:
    """The site; a model that is read whole has no layer."""
    built, choice = case.info("embed"), case.info("layer")
    known = {name: built[name] for name in _SITE if built.get(name) is not None}
    how = {"layer_how": layer_how(choice)} if choice.get("tried") else {}
    return known | how | {"normalize": True}


def _data(case: Case) -> DataFacts:
    settings, texts = case.settings, case.texts()
    return DataFacts(
        source=settings.source,
        content_hash=case.content_hash,
        text=settings.text,
        label=settings.label,
        groups=settings.groups,
        labels=texts.labels,
        counts=count_texts(texts.frame, settings.groups),
        notes=case.notes,
        cut=case.info("embed")["cut"],
        split=settings.split,
    )


def _sae(case: Case) -> SaeFacts:
    facts, counts = case.info("sae"), case.info("features")
    return SaeFacts(
        width=facts["d_sae"],
        k=facts["k"],
        fvu=facts["fvu"],
        threshold=facts["threshold"],
        checksum=sha256_file(case.sae_folder / "sae_weights.safetensors"),
        live=counts["live"],
        always_on=counts["always_on"],
        never_seen=counts["never_seen"],
        asked=case.settings.sae,
    )


def _model(case: Case) -> ModelFacts:
    from core.classify.classifier import load_classifier

    kinds = ("plain", "regularized")
    plain, model = (load_classifier(case.classifier_path(kind)) for kind in kinds)
    facts, path = case.info("train"), case.classifier_path("regularized")
    return ModelFacts(
        method=facts["method"],
        strength=facts["strength"],
        rank=facts["rank"],
        dimensions=facts["d_in"],
        ridge=model.ridge,
        threshold=model.threshold,
        plain_threshold=plain.threshold,
        tensors_sha256=sha256_bytes(path.with_suffix(".safetensors").read_bytes()),
        facts_sha256=sha256_bytes(path.with_suffix(".json").read_bytes()),
        swaps=facts.get("swaps", ""),
        exchanged=facts.get("exchanged", {}),
    )


def _signoff(case: Case, events: tuple[Event, ...]) -> SignoffFacts:
    """Who developed the model; dispositions are added when page one is known."""
    trained = [event.by for event in events if event.event == "model.trained"]
    flagged = dict.fromkeys(event.by for event in events if event.event == "feature.flagged")
    earlier = tuple(signed_of(event) for event in events if event.event == "signed")
    return SignoffFacts(tuple(trained[-1:]), tuple(flagged), (), MONTHS, earlier, withdrawn(case))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed as a package"
