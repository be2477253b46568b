"""Why a bundle's model decides about texts as it does, told by the case that it was made from.

The autoencoder that names features stays in the case; the words for the person concerned are those
of the bundle's report, which signatures are over.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.case import Case
from core.durable import sha256_file
from core.errors import InputError
from core.pipeline.look import given_names
from core.progress import Progress, silent
from core.report.answers import wordings_of
from core.report.reasons import told


def explain(
    case: Case, report: dict[str, Any], texts: Sequence[str], progress: Progress = silent
) -> list[dict[str, Any]]:
    """For each text the reasons of the decision about it: at most four features, or a refusal.

    Keys: refused, unexplained, reasons (feature, name, share, flagged), told (a sentence).

    Args:
        case: that the bundle was made from.
        report: content of the bundle's report.json.
        texts: that were decided about.
        progress: told step by step.

    Raises:
        InputError: the case has another model, or another autoencoder.
    """
    _same(case, report)
    from core.pipeline.evidence.ground import Ground
    from core.pipeline.evidence.reasons import named, reasons_of_texts

    ground, given = Ground(case), given_names(case)
    wordings = wordings_of(report["about"]["versions"])
    features, found = reasons_of_texts(ground, texts, progress)
    rows = [named(ground, features, one, given) for one in found]
    return [row | {"told": told(row, wordings)} for row in rows]


def _same(case: Case, report: dict[str, Any]) -> None:
    """Nothing, if the case has the model and the autoencoder that the report names."""
    case.require("train", f"run `selfreg train {case.typed}` first")
    files: dict[str, tuple[Path, str]] = {
        "model": (
            case.classifier_path("regularized").with_suffix(".safetensors"),
            report["classifier"]["classifier.safetensors"],
        ),
        "autoencoder": (case.sae_folder / "sae_weights.safetensors", report["sae"]["checksum"]),
    }
    for what, (path, expected) in files.items():
        if sha256_file(path) != expected:
            raise InputError(
                f"the {what} of case {case.name!r} is not the one that the bundle was made with: "
                "give the case that it was exported from, or export again"
            )
