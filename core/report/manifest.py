"""What somebody needs to make the same report again, as far as it is known."""

from collections.abc import Mapping
from shlex import quote
from typing import Any

from core.audit.swaps import default_words
from core.durable import canonical_json, sha256_bytes
from core.report.markup import Markup, checksum, el, facts, section, table
from core.report.numbers import count, listed

_PRINTED = 30  # packages on paper
NO_REVISION = "none: the weights are named by their checksum"
NO_TEMPLATE = "none: a text is read as it is"
LAYER = "the last: the model is read whole"
TOKENS = {"mean": "the mean over all tokens of a text", "last": "the last token of a text"}
NO_TIME = (
    "How long the steps took is not in the report: it is another time in every run, and the same "
    "inputs have to give the same bytes."
)


_MODEL = {
    "revision": "Revision of the language model",
    "layer": "Layer that is read",
    "tokens": "Tokens that are read",
    "template": "Words put around a text",
}
_RECIPE = ("method", "strength", "swaps", "ridge", "threshold")


def manifest(
    report: Mapping[str, Any], environment: Mapping[str, Any] | None = None, revision: str = ""
) -> dict[str, Any]:
    """Software, seeds and fingerprints; no clock and no name of a machine.

    Args:
        report: all other parts of the report.
        environment: machine and packages of the training; None where they are not known.
        revision: commit of the embedding model; "" where none is known.
    """
    sae, model, site = report["sae"], report["model"], report["embedding"]
    return {
        "software": report["versions"],
        "environment": None if environment is None else dict(environment),
        "seed": report["case"]["seed"],
        "draws": list(report["spread"].get("seeds", [])),
        "texts": report["data"]["content_hash"],
        "embedding": {name: site[name] for name in sorted(site)},
        "language_model": {
            "revision": revision or NO_REVISION,
            "layer": _layer(site),
            "tokens": TOKENS.get(str(site["pooling"]), str(site["pooling"])),
            "template": NO_TEMPLATE,
        },
        "time": NO_TIME,
        "sae": {name: sae[name] for name in ("checksum", "width", "k", "threshold")},
        "flagged": _hash([[f["feature"], f["name"]] for f in report["flagged"]]),
        "model": {name: model[name] for name in _RECIPE},
        "classifier": report["classifier"],
        "policy": _hash(report["policy"]["limits"]),
        "regulations": _hash(report["crosswalk"]),
        "ledger": report["ledger"],
        "commands": _commands(report),
    }


def _layer(site: Mapping[str, Any]) -> str:
    """Which hidden layer is read, counted from 1."""
    return f"{site['layer']}, counted from 1" if site.get("layer") else LAYER


def _hash(value: Any) -> str:  # noqa: ANN401  (any JSON value)
    return sha256_bytes(canonical_json(value))


def _commands(report: Mapping[str, Any]) -> list[str]:
    """The way from the texts to the bundle, without names of folders."""
    data, model = report["data"], report["model"]
    groups = "".join(f" --group {quote(name)}" for name in data["groups"])
    site = report["embedding"]
    layer = f" --layer {site['layer']}" if site.get("layer") else ""
    swaps = " --swaps" if model["swaps"] else ""
    own = bool(swaps) and model["exchanged"] != default_words().exchanged()
    split = f" --split {quote(data['split'])}" if data["split"] else ""
    return [
        f"selfreg new CASE --data {quote(data['source'])} --text {quote(data['text'])} "
        f"--label {quote(data['label'])}{groups}{split} --favourable "
        f"{quote(report['case']['favourable'])} --model {quote(str(site['model']))}{layer} "
        f"--sae {quote(report['sae']['asked'])} --seed {report['case']['seed']}",
        "selfreg run CASE",
        "the decisions of ledger.jsonl",
        *(["selfreg swaps CASE --words FILE, with model.exchanged of report.json in it"] * own),
        f"selfreg train CASE --method {model['method']} --strength {model['strength']:g}{swaps}",
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
        facts(
            [
                ("Seed", f"{told['seed']}"),
                *((words, told["language_model"][name]) for name, words in _MODEL.items()),
                *((name, checksum(value)) for name, value in hashes),
            ]
        ),
        el("p", told["time"]),
        *_trained_on(told["environment"]),
    )


def _trained_on(found: Mapping[str, Any] | None) -> list[Markup]:
    """Machine and packages of the training."""
    if found is None:
        return [el("p", "The machine and packages of the training were not written down.")]
    rows = [[each["name"], each["version"], checksum(each["sha256"])] for each in found["packages"]]
    return [
        el("h3", "Trained with"),
        facts(
            [
                ("Python", found["python"]),
                ("System", found["system"]),
                ("Processor", f"{found['processor']}, {count(found['cores'], 'core')}"),
                ("Threads", f"{found['threads']:,}"),
                ("Accelerator", found["accelerator"]),
                ("Linear algebra", listed(found["blas"])),
                ("SHA-256 of selfreg's own source files", checksum(found["source"])),
            ]
        ),
        table(
            f"{count(len(rows), 'package')} with hashes of their files",
            ["Package", "Version", "SHA-256 over the hashes of its files"],
            rows,
            printed=range(_PRINTED),
        ),
    ]
