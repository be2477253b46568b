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
        if report.get("nonreliance"):
            yield _certificate(report["nonreliance"], report["case"]["seed"], model, held)


def reembed(
    parts: Mapping[str, bytes], texts: Sequence[str], embedder: Embedder
) -> Iterator[Check]:
    """Whether texts embedded again are the stored ones, and the model decides as it did.

    Raises:
        InputError: the embedder is of another model than the bundle's.
    """
    check_site(json.loads(parts[EMBEDDING]), embedder.site)
    if ACTIVATIONS not in parts:
        says = f"without {ACTIVATIONS} no text can be told from another: export with --activations"
        yield Check("texts", True, says, checked=False)
        return
    held, model = read_activations(parts[ACTIVATIONS]), _model(parts)
    fresh = embedder.embed(list(texts)).to(held.embeddings.dtype)
    likeness, place = (held.embeddings @ fresh.T).max(dim=1)
    found = likeness >= _SAME_TEXT
    told = f"{int(found.sum()):,} of {len(found):,} stored texts are among those given"
    yield Check("texts", True, told, checked=bool(found.all()))
    if not found.any():
        return
    pairs = model.probabilities(held.embeddings[found]), model.probabilities(fresh[place[found]])
    most = float((pairs[0] - pairs[1]).abs().max())
    says = f"embedded again, they move no probability by more than {most:.4f}"
    yield Check("embedded again", most <= _MOVED, f"{says} ({_MOVED} is allowed)")


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
