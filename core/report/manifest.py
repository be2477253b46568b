"""What somebody needs to make the same report again, as far as it is known."""

from collections.abc import Mapping
from shlex import quote
from typing import Any

from core.durable import canonical_json, sha256_bytes
from core.report.markup import Markup, checksum, el, facts, section


def manifest(report: Mapping[str, Any]) -> dict[str, Any]:
    """Software, seeds and fingerprints; no clock and no name of a machine.

    Args:
        report: all other parts of the report.
    """
    sae, model, site = report["sae"], report["model"], report["embedding"]
    return {
        "software": report["versions"],
        "seed": report["case"]["seed"],
        "texts": report["data"]["content_hash"],
        "embedding": {name: site[name] for name in sorted(site)},
        "sae": {name: sae[name] for name in ("checksum", "width", "k", "threshold")},
        "flagged": _hash([[f["feature"], f["name"]] for f in report["flagged"]]),
        "model": {name: model[name] for name in ("method", "strength", "ridge", "threshold")},
        "classifier": report["classifier"],
        "policy": _hash(report["policy"]["limits"]),
        "regulations": _hash(report["crosswalk"]),
        "ledger": report["ledger"],
        "commands": _commands(report),
    }


def _hash(value: Any) -> str:  # noqa: ANN401  (any JSON value)
    return sha256_bytes(canonical_json(value))


def _commands(report: Mapping[str, Any]) -> list[str]:
    """The way from the texts to the bundle, without names of folders."""
    data, model = report["data"], report["model"]
    groups = "".join(f" --group {quote(name)}" for name in data["groups"])
    return [
        f"selfreg new CASE --data {quote(data['source'])} --text {quote(data['text'])} "
        f"--label {quote(data['label'])}{groups} --favourable "
        f"{quote(report['case']['favourable'])} --seed {report['case']['seed']}",
        "selfreg run CASE",
        "the decisions of ledger.jsonl",
        f"selfreg train CASE --method {model['method']} --strength {model['strength']:g}",
        "selfreg audit CASE",
        "selfreg export CASE -o bundle.zip",
    ]


def section_of(report: Mapping[str, Any]) -> Markup:
    """The part of the page."""
    told = report["manifest"]
    hashes = [
        ("Texts", told["texts"]),
        ("Autoencoder", told["sae"]["checksum"]),
        ("Flagged features", told["flagged"]),
        ("Limits of the policy", told["policy"]),
        ("Data files of the crosswalk", told["regulations"]),
    ]
    return section(
        "Reproducibility",
        el(
            "p",
            "The same texts, seed, decisions and software give the same files on the same machine. "
            "The way from the texts to the bundle:",
        ),
        el("ol", *(el("li", el("code", line)) for line in told["commands"])),
        facts([(name, checksum(value)) for name, value in hashes]),
    )
