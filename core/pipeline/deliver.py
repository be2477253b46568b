"""Audit, report, bundle: what leaves the case."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.case import Case
from core.errors import CaseError
from core.pipeline.answers import model_of, predictions
from core.pipeline.decide import pending
from core.pipeline.judged import fairness_case

if TYPE_CHECKING:
    from core.audit import Audit
    from core.pipeline.data import Data


def audit_case(case: Case) -> "Audit":
    """Outcomes by group of both models on the test texts, kept in the case.

    Raises:
        CaseError: There is no regularized model, or decisions have changed since.
    """
    from core.audit import audit, load_audit, save_audit

    _ready(case)
    if case.key("audit") == case.key("train") and case.audit_path.exists():
        fairness_case(case)
        return load_audit(case.audit_path)
    from core.pipeline.data import load_data

    data = load_data(case)
    models = {kind: model_of(case, kind) for kind in ("plain", "regularized")}
    settings = case.settings
    result = audit(
        data.frame.iloc[data.rows("test")],
        *(predictions(model, data, "test", settings.favourable) for model in models.values()),
        favourable=settings.favourable,
        groups=settings.groups,
        reliance=_reliance(case, data, models),
        seed=settings.seed,
    )
    save_audit(result, case.audit_path)
    case.record("audit", case.key("train") or "", {"changed": result.changed})
    fairness_case(case, data)
    return result


def case_report(case: Case, *, masked: bool = False) -> dict[str, Any]:
    """The content of report.json for the case as it is now.

    Args:
        case: The case, audited.
        masked: Hide personal data in the reasons people typed; such a report is a copy to show,
            and no signature is over it.

    Raises:
        CaseError: There is no audit of the regularized model yet.
    """
    from dataclasses import replace

    from core.pipeline.hiding import hide_in_report, hide_reasons
    from core.pipeline.inputs import report_inputs
    from core.pipeline.seals import dispositions
    from core.pipeline.written import keep_report, kept_report
    from core.report import build_report

    _ready(case)
    if (kept := kept_report(case, masked)) is not None:
        return kept
    inputs = report_inputs(case, audit_case(case))
    inputs = hide_in_report(inputs) if masked else inputs
    report = build_report(inputs)
    if told := dispositions(case, report):
        told = hide_reasons(told) if masked else told
        report = build_report(replace(inputs, signoff=replace(inputs.signoff, dispositions=told)))
    keep_report(case, report, masked)
    return report


def report_case(case: Case, out: Path, *, masked: bool = False) -> Path:
    """report.json, report.html and model_card.md, written to the folder `out`; it is returned.

    The page names the signatures that hold now.

    Args:
        case: The case, audited.
        out: The folder.
        masked: Hide personal data in the reasons people typed.
    """
    from core.durable import write_bytes
    from core.pipeline.seals import standing
    from core.report import rendered

    for name, content in rendered(case_report(case, masked=masked), standing(case)).items():
        write_bytes(Path(out) / name, content)
    return Path(out)


def export_case(case: Case, out: Path, *, with_activations: bool = False) -> Path:
    """The bundle: model, report, predictions, ledger and signatures in one zip file.

    Args:
        case: The case, audited.
        out: The zip file.
        with_activations: Put in what the model saw of the test texts, so that others can run it
            on that again. Whoever has it can guess at the texts.

    Raises:
        CaseError: Model or audit are older than the decisions.
    """
    from core.pipeline.inputs import bundle_parts
    from core.pipeline.seals import seals
    from core.report.bundle import signed_content, write_bundle

    content = signed_content(bundle_parts(case, case_report(case)))
    write_bundle(Path(out), content, seals(case, content), with_activations=with_activations)
    return Path(out)


def export_copy(case: Case, out: Path) -> tuple[Path, bool]:
    """The copy of the bundle for everybody, and whether its signatures are in it.

    It holds the public report, the digests of every signed file, and the signatures; these hold
    what approvers typed, and stay out where that looks like personal data.

    Args:
        case: The case, audited.
        out: The zip file.

    Raises:
        CaseError: Model or audit are older than the decisions, or there are too few texts.
    """
    from core.durable import write_bytes
    from core.masking import holds_personal_data
    from core.pipeline.decide import ledger
    from core.pipeline.hiding import reasons_of
    from core.pipeline.inputs import bundle_parts
    from core.pipeline.seals import seals
    from core.report.archive import pack
    from core.report.bundle import signed_content
    from core.signing.forms import COPY, PUBLIC

    content = signed_content(bundle_parts(case, case_report(case)))
    if PUBLIC not in content:
        raise CaseError("there is no copy for everybody: there are too few texts to count")
    signed = not holds_personal_data(reasons_of(ledger(case).events()))
    given = seals(case, content) if signed else {}
    write_bytes(Path(out), pack({name: content[name] for name in COPY} | given))
    return Path(out), signed


def _ready(case: Case) -> None:
    case.require("train", f"run `selfreg train {case.typed}` first")
    why = pending(case)
    if why and "audit" not in why:
        raise CaseError(f"{why}: run `selfreg train {case.typed}` again")


def _reliance(case: Case, data: "Data", models: dict[str, Any]) -> dict[str, float]:
    from core.classify.penalties import reliance
    from core.pipeline.flags import contributions_of, read_flags

    z, _, _ = contributions_of(case, read_flags(case), len(data.unit))
    test = data.rows("test")
    return {kind: reliance(m, z[test], data.unit[test]) for kind, m in models.items()}
