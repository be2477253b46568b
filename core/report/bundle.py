"""Write a bundle, open it, and predict with it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from core.audit.verdict import WITHIN
from core.durable import write_bytes
from core.errors import InputError, IntegrityError
from core.report.archive import pack
from core.report.guide import guide
from core.report.intact import (
    EMBEDDING,
    FACTS,
    LEDGER,
    MANIFEST,
    TENSORS,
    Check,
    integrity,
    manifest_of,
    read_bundle,
)
from core.report.public import public_part
from core.report.renderings import REPORT, rendered
from core.report.stored import ACTIVATIONS, PREDICTIONS, counted_bytes
from core.report.verify import consistency, verify_bundle
from core.signing.forms import COUNTED, canonical

if TYPE_CHECKING:
    from torch import Tensor

    from core.classify.classifier import Classifier

__all__ = [
    "Bundle",
    "BundleParts",
    "Check",
    "Prediction",
    "open_bundle",
    "predict",
    "signed_content",
    "verify_bundle",
    "write_bundle",
]


NO_CERTIFICATE = "no certificate was made of the model"


class Embedder(Protocol):
    """What turns texts into embeddings; `core.embed.Embedder` is one."""

    site: Any

    def embed(self, texts: Sequence[str]) -> "Tensor":
        """Embeddings of length 1, in the order of the texts."""


@dataclass(frozen=True)
class BundleParts:
    """What goes into a bundle; page, card, embedding.json and manifest are made from it.

    Attributes:
        tensors: content of the regularized model's .safetensors file.
        facts: content of its .json file.
        report: of `build_report`; it names the hashes of both, and the head of the ledger.
        ledger: content of ledger.jsonl, up to the event that the report names.
        predictions: content of data/eval_predictions.parquet.
        activations: content of activations/test.safetensors; always signed, and handed over only
            where somebody asks for it: whoever has them can guess at the texts.
    """

    tensors: bytes
    facts: bytes
    report: Mapping[str, Any]
    ledger: bytes
    predictions: bytes
    activations: bytes


@dataclass(frozen=True)
class Bundle:
    """An exported model, ready to use.

    Attributes:
        embedding: the site of its embeddings: model, checksum, pooling, …
        classifier: the regularized model.
        report: content of report.json.
    """

    embedding: dict[str, Any]
    classifier: "Classifier"
    report: dict[str, Any]


@dataclass(frozen=True)
class Prediction:
    """What the model decides about a text.

    Attributes:
        text: the text.
        label: the label decided.
        probability: of that label, 0 to 1.
        certified: the certificate is within its limits, and the text is like those it is of.
        why: what stands against that; empty when certified.
    """

    text: str
    label: str
    probability: float
    certified: bool = False
    why: tuple[str, ...] = ()


def signed_content(parts: BundleParts) -> dict[str, bytes]:
    """Name -> content of everything a signature covers, the manifest among it."""
    whole_lines = parts.ledger.rpartition(b"\n")  # the rest is a line that was never acknowledged
    content = {
        TENSORS: parts.tensors,
        FACTS: parts.facts,
        EMBEDDING: canonical(parts.report["embedding"]) + b"\n",
        LEDGER: b"".join(whole_lines[:2]),
        PREDICTIONS: parts.predictions,
        COUNTED: counted_bytes(parts.predictions),
        **rendered(dict(parts.report)),
        **public_part(parts.report),
        **guide(),
    }
    optional = {ACTIVATIONS: parts.activations}
    return content | optional | {MANIFEST: manifest_of(content, optional)}


def write_bundle(
    path: Path,
    content: Mapping[str, bytes],
    seals: Mapping[str, bytes] | None = None,
    *,
    with_activations: bool = False,
) -> None:
    """Write the bundle, whole or not at all; equal content gives equal bytes.

    Args:
        path: The zip file.
        content: As `signed_content` makes it.
        seals: Envelopes over it, by name in the bundle.
        with_activations: Put in what the model saw of the test texts.

    Raises:
        IntegrityError: the parts do not belong together, so that the bundle would not verify.
    """
    for found in consistency(content):
        if not found.ok:
            raise IntegrityError(f"{found.message}: make the report again, then export")
    left_out = () if with_activations else (ACTIVATIONS,)
    packed = {name: part for name, part in content.items() if name not in left_out}
    write_bytes(path, pack(packed | dict(seals or {})))


def open_bundle(path: Path) -> Bundle:
    """The model in a bundle, its checksums compared.

    Raises:
        InputError: it is no zip file, or not one of our bundles.
        IntegrityError: a part is not as exported; `verify_bundle` says more.
    """
    from core.classify.classifier import Packed, unpack

    archive = read_bundle(path)
    for found in integrity(archive):
        if not found.ok:
            raise IntegrityError(f"{found.message}: ask for the bundle again, do not use this one")
    embedding, report, facts = (
        json.loads(archive.parts[name]) for name in (EMBEDDING, REPORT, FACTS)
    )
    return Bundle(embedding, unpack(Packed(archive.parts[TENSORS], facts)), report)


def predict(bundle: Bundle, texts: Sequence[str], embedder: Embedder) -> list[Prediction]:
    """A prediction for each text, in order.

    Args:
        bundle: of `open_bundle`.
        texts: to decide about.
        embedder: of the model that `bundle.embedding` names.

    Raises:
        InputError: the embedder is of another model, or reads texts in another way.
    """
    check_site(bundle.embedding, embedder.site)
    if not texts:
        return []
    embeddings = embedder.embed(texts)
    classifier = bundle.classifier
    place = {label: i for i, label in enumerate(classifier.labels)}
    chances = classifier.probabilities(embeddings).tolist()
    return [
        Prediction(text, str(label), row[place[str(label)]], not why, tuple(why))
        for text, label, row, why in zip(
            texts,
            classifier.decide(embeddings),
            chances,
            _uncertified(bundle, texts, embeddings, embedder),
            strict=True,
        )
    ]


def _uncertified(
    bundle: Bundle, texts: Sequence[str], embeddings: "Tensor", embedder: Embedder
) -> list[list[str]]:
    """For each text what stands against the certificate; nothing for one that it covers."""
    guard = bundle.classifier.guard
    certificate = bundle.report.get("nonreliance") or {}
    if guard is None or not certificate.get("tested"):
        return [[NO_CERTIFICATE] for _ in texts]
    state = certificate["summary"]["state"]
    whole = [] if state == WITHIN else [f"the certificate of the model is: {state}"]
    tokenize = getattr(embedder, "tokenize", None)
    cut = tokenize(texts).cut if tokenize else [False] * len(texts)
    return [[*whole, *own] for own in guard.reasons(embeddings, texts, cut)]


def check_site(embedding: Mapping[str, Any], site: Any) -> None:  # noqa: ANN401  (a Site)
    """Nothing, if embeddings of this site are those the bundle was made with.

    Raises:
        InputError: they are not.
    """
    for name in ("checksum", "pooling", "max_tokens", "d_in", "layer"):
        expected, found = embedding.get(name), getattr(site, name)
        if expected != found:
            raise InputError(
                f"the embedding model here has {name} {found!r}, the bundle was made with "
                f"{expected!r}: use the model {embedding.get('model')!r} in that version"
            )
