"""The tests of a trained case as one file, made again when the model is another."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.audit.nonreliance import Allowed, held_against
from core.case import Case
from core.durable import canonical_json, sha256_bytes, write_bytes
from core.errors import CaseError
from core.pipeline.decide import ledger
from core.pipeline.judged import current_policy
from core.pipeline.swaps import swap_lists
from core.progress import Progress, silent
from core.review.names import names

_VERSION = 1
"""Raised when a test computes something else from the same inputs."""

PARTS = ("nonreliance", "leakage", "swaps", "proxies", "reasons", "alternatives", "spread")


def evidence_case(case: Case, progress: Progress = silent) -> dict[str, Any]:
    """All tests of the regularized model and the plain one; those up to date are not made again.

    Args:
        case: The case, trained.
        progress: Told test by test; may raise `Cancelled`.

    Raises:
        CaseError: There is no regularized model, or decisions have changed since.
    """
    from core.pipeline.decide import pending

    case.require("train", f"run `selfreg train {case.typed}` first")
    why = pending(case)
    if why and "audit" not in why:
        raise CaseError(f"{why}: run `selfreg train {case.typed}` again")
    kept, keys = _fresh(case), _keys(case)
    missing = [name for name in PARTS if name not in kept]
    if missing:
        found = kept | _made(case, missing, progress)
        content = {name: {"key": keys[name], "found": found[name]} for name in PARTS}
        write_bytes(case.evidence_path, canonical_json(content) + b"\n")
    return load_evidence(case)


def load_evidence(case: Case) -> dict[str, Any]:
    """The tests kept in the case, but for those of another model or other word lists.

    The verdict is by the limits of the policy as it stands, and what people decided about proxies
    is what stands now.
    """
    tests = _renamed(_fresh(case), names(ledger(case).events()))
    if "nonreliance" in tests:
        limits, found = current_policy(case).judged_limits(), tests["nonreliance"]
        allowed = Allowed(limits.get("flips"), limits.get("max_dp"))
        tests["nonreliance"] = found | {"summary": held_against(found["summary"], allowed)}
    if "proxies" in tests:
        from core.pipeline.evidence.proxies import decided

        tests["proxies"] = decided(tests["proxies"], case)
    return tests


def _renamed(found: Any, given: Mapping[int, str]) -> Any:  # noqa: ANN401  (any JSON value)
    """The same under the names that people gave to features: the words reasons are told in."""
    if isinstance(found, list):
        return [_renamed(each, given) for each in found]
    if not isinstance(found, dict):
        return found
    told = {name: _renamed(value, given) for name, value in found.items()}
    own = given.get(told["feature"]) if isinstance(told.get("feature"), int) else None
    return told | {"name": own} if own is not None and "name" in told else told


def _fresh(case: Case) -> dict[str, Any]:
    if not case.evidence_path.is_file():
        return {}
    content, keys = json.loads(case.evidence_path.read_text("utf-8")), _keys(case)
    return {
        name: content[name]["found"]
        for name in PARTS
        if content.get(name, {}).get("key") == keys[name]
    }


def _keys(case: Case) -> dict[str, str]:
    """Fingerprint of everything each test depends on."""
    policy = current_policy(case)
    judged = [list(policy.favourable), policy.enough]
    more = {
        "nonreliance": [2],
        "proxies": [2],
        "reasons": [2],
        "swaps": [swap_lists(case).sha256],
        "alternatives": [*judged, 2],
        "spread": judged,
    }
    return {
        name: sha256_bytes(canonical_json([_VERSION, name, case.key("train"), *more.get(name, [])]))
        for name in PARTS
    }


def _made(case: Case, names: Sequence[str], progress: Progress) -> dict[str, Any]:
    from threadpoolctl import threadpool_limits

    from core.pipeline.evidence.ground import Ground

    ground, makers = Ground(case), _makers()
    # Many small products: on busy cores a second thread would only wait for the first.
    with threadpool_limits(1, "blas"):
        return {name: makers[name](ground, progress) for name in names}


def _makers() -> dict[str, Callable[[Any, Progress], Any]]:
    from core.pipeline.evidence.alternatives import alternatives
    from core.pipeline.evidence.leakage import leakage
    from core.pipeline.evidence.nonreliance import nonreliance
    from core.pipeline.evidence.proxies import proxies
    from core.pipeline.evidence.reasons import reasons
    from core.pipeline.evidence.spread import spread
    from core.pipeline.evidence.swaps import swaps

    makers = (nonreliance, leakage, swaps, proxies, reasons, alternatives, spread)
    return dict(zip(PARTS, makers, strict=True))
