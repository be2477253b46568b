"""The tests of a trained case as one file, made again when the model is another."""

import json
from collections.abc import Callable
from typing import Any

from core.audit.nonreliance import Allowed, held_against
from core.case import Case
from core.durable import canonical_json, sha256_bytes, write_bytes
from core.errors import CaseError
from core.pipeline.judged import current_policy
from core.progress import Progress, silent

_VERSION = 1
"""Raised when a test computes something else from the same inputs."""

PARTS = ("nonreliance", "leakage", "proxies", "reasons")


def evidence_case(case: Case, progress: Progress = silent) -> dict[str, Any]:
    """All tests of the regularized model and the plain one, made now unless they are up to date.

    Args:
        case: The case, trained.
        progress: Told test by test; may raise `Cancelled`.

    Raises:
        CaseError: There is no regularized model, or decisions have changed since.
    """
    from core.pipeline.decide import pending

    case.require("train", f"run `selfreg train {case.name}` first")
    why = pending(case)
    if why and "audit" not in why:
        raise CaseError(f"{why}: run `selfreg train {case.name}` again")
    kept = load_evidence(case)
    if kept:
        return kept
    from threadpoolctl import threadpool_limits

    from core.pipeline.evidence.ground import Ground

    ground = Ground(case)
    # Many small products: on busy cores a second thread would only wait for the first.
    with threadpool_limits(1, "blas"):
        found = {name: made(ground, progress) for name, made in _makers().items()}
    content = {"key": evidence_key(case)} | found
    write_bytes(case.evidence_path, canonical_json(content) + b"\n")
    return load_evidence(case)


def load_evidence(case: Case) -> dict[str, Any]:
    """The tests kept in the case; empty when there are none of the model as it is now.

    Verdicts are by the limits of the policy as it stands.
    """
    if not case.evidence_path.is_file():
        return {}
    content = json.loads(case.evidence_path.read_text("utf-8"))
    if content.pop("key", None) != evidence_key(case):
        return {}
    tests = {name: content[name] for name in PARTS}
    limits = current_policy(case).limits
    allowed = Allowed(limits.get("flips"), limits.get("max_dp"))
    tests["nonreliance"]["summary"] = held_against(tests["nonreliance"]["summary"], allowed)
    return tests


def evidence_key(case: Case) -> str:
    """Fingerprint of everything the tests depend on."""
    return sha256_bytes(canonical_json([_VERSION, case.key("train"), list(PARTS)]))


def _makers() -> dict[str, Callable[[Any, Progress], Any]]:
    from core.pipeline.evidence.leakage import leakage
    from core.pipeline.evidence.nonreliance import nonreliance
    from core.pipeline.evidence.proxies import proxies
    from core.pipeline.evidence.reasons import reasons

    makers = (nonreliance, leakage, proxies, reasons)
    return dict(zip(PARTS, makers, strict=True))
