"""Depth 3: the exported model on the stored activations. Depth 4: on texts embedded again."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from core.report.bundle import Embedder, check_site
from core.report.compare import difference
from core.report.intact import EMBEDDING, FACTS, TENSORS, Check
from core.report.renderings import REPORT
from core.report.stored import (
    ACTIVATIONS,
    PREDICTIONS,
    Activations,
    read_activations,
    read_predictions,
)

if TYPE_CHECKING:
    from pandas import DataFrame
    from torch import Tensor

    from core.classify.classifier import Classifier

_NEAR = 1e-6
_SAME_TEXT = 0.999
"""Cosine from which a text embedded again is the one that was stored."""
_MOVED = 0.01
"""Most that a probability may differ when a text is embedded on another machine."""


def retest(parts: Mapping[str, bytes]) -> Iterator[Check]:
    """Scores, right angles, reliance and the certificate, from the stored activations."""
    if ACTIVATIONS not in parts:
        says = f"{ACTIVATIONS} was not handed over: export with --activations"
        yield Check("activations", True, says, checked=False)
        return
    report, model = json.loads(parts[REPORT]), _model(parts)
    held = read_activations(parts[ACTIVATIONS])
    table = read_predictions(parts[PREDICTIONS])
    yield _scores(report, model, held, table)
    if report["model"]["method"] == "hard":
        yield _right_angles(model, held)
    if len(held.rows) == len(table):
        yield _reliance(report, model, held)
        told = report.get("nonreliance") or {}
        if "features" in told:
            yield _certificate(told, report["case"]["seed"], model, held)


def reembed(
    parts: Mapping[str, bytes],
    texts: Sequence[str],
    embedder: Embedder,
    sample: int | None = None,
) -> Iterator[Check]:
    """Whether texts embedded again are the stored ones, and the model decides as it did.

    Args:
        parts: name -> content of every file of the bundle.
        texts: as the verifier has them; the bundle holds none.
        embedder: of the bundle's language model.
        sample: so many of the texts are enough, evenly spaced; None asks for every stored one.

    Raises:
        InputError: the embedder is of another model than the bundle's.
    """
    check_site(json.loads(parts[EMBEDDING]), embedder.site)
    if ACTIVATIONS not in parts:
        says = f"without {ACTIVATIONS} no text can be told from another: export with --activations"
        yield Check("texts", True, says, checked=False)
        return
    held = read_activations(parts[ACTIVATIONS])
    given = list(texts) if sample is None else _every(texts, sample)
    fresh = embedder.embed(given).to(held.embeddings.dtype)
    likeness, place = (held.embeddings @ fresh.T).max(dim=1)
    found = likeness >= _SAME_TEXT
    enough = bool(found.any()) if sample is not None else bool(found.all())
    yield Check("texts", True, _told(int(found.sum()), len(found), sample), checked=enough)
    if found.any():
        rows = held.rows[found].tolist()
        yield _again(parts, fresh[place[found]], read_predictions(parts[PREDICTIONS]).iloc[rows])


def no_texts() -> Check:
    """What is said where nobody gave texts to embed: depth 4 was asked for and not reached."""
    says = "the bundle holds no texts, so none was embedded again: give --data FILE and --text COL"
    return Check("texts", True, says, checked=False)


def _every(texts: Sequence[str], sample: int) -> list[str]:
    """So many texts, evenly spaced."""
    step = max(1, len(texts) // max(1, sample))
    return list(texts)[::step][:sample]


def _told(found: int, stored: int, sample: int | None) -> str:
    if not found:
        return f"none of the texts given is one of the {stored:,} that the bundle was tested on"
    asked = "" if sample is None else f", of a sample of {sample:,}"
    return f"{found:,} of {stored:,} stored texts are among those given{asked}"


def _again(parts: Mapping[str, bytes], fresh: "Tensor", stored: "DataFrame") -> Check:
    """The model on texts embedded again, beside what the bundle says of the same texts."""
    model, report = _model(parts), json.loads(parts[REPORT])
    good = list(model.labels).index(report["case"]["favourable"])
    chances = model.probabilities(fresh)[:, good].tolist()
    most = max(abs(a - b) for a, b in zip(chances, stored["regularized_chance"], strict=True))
    decided = [str(label) for label in model.decide(fresh)]
    other = sum(a != b for a, b in zip(decided, stored["regularized"], strict=True))
    says = (
        f"embedded and decided again, {len(fresh):,} texts: {other:,} decided otherwise, no "
        f"probability moves by more than {most:.4f} ({_MOVED} is allowed)"
    )
    return Check("embedded again", most <= _MOVED, says)


def _model(parts: Mapping[str, bytes]) -> "Classifier":
    from core.classify.classifier import Packed, unpack

    return unpack(Packed(parts[TENSORS], json.loads(parts[FACTS])))


def _scores(
    report: Mapping[str, Any], model: "Classifier", held: Activations, table: "DataFrame"
) -> Check:
    rows = table.iloc[held.rows.tolist()]
    good = list(model.labels).index(report["case"]["favourable"])
    chances = model.probabilities(held.embeddings)[:, good].tolist()
    decided = [str(label) for label in model.decide(held.embeddings)]
    apart = max(abs(a - b) for a, b in zip(chances, rows["regularized_chance"], strict=True))
    wrong = sum(a != b for a, b in zip(decided, rows["regularized"], strict=True))
    if wrong or apart > _NEAR:
        says = f"{wrong} decisions and probabilities by up to {apart:.2g} are not those stored"
        return Check("scores", False, f"{TENSORS}: {says} in {PREDICTIONS}")
    return Check("scores", True, f"scores: {len(rows):,} stored texts get what {PREDICTIONS} says")


def _right_angles(model: "Classifier", held: Activations) -> Check:
    import torch

    weights = torch.nn.functional.normalize(model.weights.double(), dim=1)
    flagged = torch.nn.functional.normalize(held.directions.double(), dim=1)
    cosine = float((weights @ flagged.T).abs().max()) if len(flagged) else 0.0
    says = f"the largest cosine between weights and a flagged direction is {cosine:.2g}"
    return Check("right angles", cosine <= _NEAR, f"{TENSORS}: {says}")


def _reliance(report: Mapping[str, Any], model: "Classifier", held: Activations) -> Check:
    import scipy.sparse

    from core.classify.penalties import contributions, reliance

    z = contributions(scipy.sparse.csr_matrix(held.codes.numpy()), held.decoder)
    told = report["audit"]["reliance"]["regularized"]
    why = difference("reliance", reliance(model, z, held.embeddings), told, _NEAR)
    return Check("reliance", not why, why or "reliance: as the report says")


def _certificate(
    told: Mapping[str, Any], seed: int, model: "Classifier", held: Activations
) -> Check:
    """The regularized model's certificate, worked out again with the ranges that the report says.

    The ranges themselves are over all texts, of which the bundle holds the test texts only.
    """
    import numpy as np

    from core.audit.nonreliance import Allowed, Flagged, certificate, head_of
    from core.audit.nonreliance.moves import Ranges

    features = [row["feature"] for row in told["features"]]
    columns = [held.features.tolist().index(feature) for feature in features]
    ranges = {
        name: np.array([row["range"][name] for row in told["features"]], float)
        for name in ("p50", "p99", "top")
    }
    flagged = Flagged(
        tuple(features),
        tuple(row["name"] for row in told["features"]),
        held.decoder[columns].double().numpy(),
        held.codes[:, columns].double().numpy(),
        Ranges(**ranges),
    )
    head, limit = head_of(model), Allowed(**told["summary"]["limit"])
    heads = {"plain": head, "regularized": head}
    found = certificate(heads, held.embeddings.double().numpy(), flagged, limit, seed)
    why = difference("certificate", _own(found), _own(told), _NEAR)
    return Check("certificate", not why, why or "certificate: every move gives what it says")


def _own(found: Mapping[str, Any]) -> dict[str, Any]:
    """What a certificate says about the regularized model."""
    summary = {name: value for name, value in found["summary"].items() if name != "plain"}
    each = [row["regularized"] for row in found["features"]]
    model = {name: found[name]["regularized"] for name in ("joint", "levels")}
    return json.loads(json.dumps({"summary": summary, "features": each, **model}))
