"""A fitted model: probabilities, decisions, and its two files."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int
from safetensors.torch import load, save
from torch import Tensor

from core.classify.guard import Guard
from core.classify.language import Language
from core.classify.removal import Removal
from core.durable import sha256_bytes, write_bytes, write_json
from core.errors import CaseError, InputError, IntegrityError

SCHEMA = "selfreg-classifier/1"

_REMOVAL = ("W_enc", "b_enc", "W_dec", "b_dec")
_GUARD = ("directions", "low", "high", "mean", "axes")
_GUARD_FACTS = ("outside", "characters", "least")
_LANGUAGE = ("runs", "counts", "bounds")


@dataclass(frozen=True, eq=False)
class Classifier:
    """A linear model on embeddings: one row of weights for two labels, otherwise one a label.

    threshold: smallest probability of labels[1] that decides for it; None with more labels.
    method: "plain", "hard", "soft" or "paper".  strength: of its penalty, 0 if it has none.
    gradient_norm: of the objective at these weights, relative to the norm at zero.
    removal: what is taken out of an embedding first (paper only).
    rank: number of directions the weights are forbidden to use (hard only).
    guard: what the texts looked like that it was tried on; None where it was not tried.
    """

    weights: Float[Tensor, "rows d_in"]
    bias: Float[Tensor, " rows"]
    labels: tuple[str, ...]
    threshold: float | None
    method: str
    strength: float
    ridge: float
    gradient_norm: float
    removal: Removal | None = None
    rank: int = 0
    guard: Guard | None = None

    def logits(self, e: Float[Tensor, "texts d_in"]) -> Float[Tensor, "texts rows"]:
        """Logit of labels[1] for two labels, otherwise of every label, in double precision."""
        if e.shape[1] != self.weights.shape[1]:
            raise InputError(
                f"embeddings of {e.shape[1]} dimensions for a classifier of "
                f"{self.weights.shape[1]}: embed with the model it was trained on"
            )
        x = e.double() if self.removal is None else self.removal(e)
        return x @ self.weights.T + self.bias

    def probabilities(self, e: Float[Tensor, "texts d_in"]) -> Float[Tensor, "texts classes"]:
        """Probability of every label, in the order of `labels`; rows sum to 1."""
        logits = self.logits(e)
        if len(self.labels) > 2:
            return torch.softmax(logits, dim=1)
        return torch.cat([torch.sigmoid(-logits), torch.sigmoid(logits)], dim=1)

    def codes(self, e: Float[Tensor, "texts d_in"]) -> Int[Tensor, " texts"]:
        """The decision for each text, as a position in `labels`."""
        chances = self.probabilities(e)
        if self.threshold is None:
            return chances.argmax(dim=1)
        return (chances[:, 1] >= self.threshold).long()

    def decide(self, e: Float[Tensor, "texts d_in"]) -> np.ndarray:
        """The label decided for each text, as an array of strings."""
        return np.asarray(self.labels)[self.codes(e).numpy()]

    @property
    def theta(self) -> Float[Tensor, "rows columns"]:
        """Weights with the intercept as the last column."""
        return torch.cat([self.weights, self.bias[:, None]], dim=1)

    @property
    def cut(self) -> float:
        """The threshold as a logit of labels[1] (two labels only)."""
        if self.threshold is None:
            raise InputError("a model of more than two labels has no threshold: it takes the best")
        if not 0 < self.threshold < 1:
            return math.copysign(math.inf, self.threshold - 0.5)
        return math.log(self.threshold) - math.log1p(-self.threshold)


@dataclass(frozen=True)
class Packed:
    """A classifier as the content of its two files: safetensors, and facts for JSON."""

    tensors: bytes
    facts: dict[str, Any]


def pack(classifier: Classifier) -> Packed:
    """The classifier as bytes and facts; `unpack` gives back every bit."""
    tensors = {"weights": classifier.weights, "bias": classifier.bias}
    if classifier.removal is not None:
        tensors |= {name: getattr(classifier.removal, name) for name in _REMOVAL}
    guard = classifier.guard
    if guard is not None:
        tensors |= {f"guard.{name}": getattr(guard, name) for name in _GUARD}
        if guard.language is not None:
            told = {name: getattr(guard.language, name) for name in _LANGUAGE}
            tensors |= {f"guard.language.{name}": tensor for name, tensor in told.items()}
    data = save({name: tensor.detach().contiguous() for name, tensor in tensors.items()})
    facts = {
        "schema": SCHEMA,
        "labels": list(classifier.labels),
        "threshold": classifier.threshold,
        "method": classifier.method,
        "strength": classifier.strength,
        "ridge": classifier.ridge,
        "gradient_norm": classifier.gradient_norm,
        "rank": classifier.rank,
        "scale": None if classifier.removal is None else classifier.removal.scale,
        "guard": guard and {name: getattr(guard, name) for name in _GUARD_FACTS},
        "tensors_sha256": sha256_bytes(data),
    }
    return Packed(data, facts)


def unpack(packed: Packed) -> Classifier:
    """The classifier that was packed.

    Raises:
        IntegrityError: if the tensors are not those the facts were written for.
    """
    facts = packed.facts
    if sha256_bytes(packed.tensors) != facts.get("tensors_sha256"):
        raise IntegrityError("the classifier's weights do not match its description: train again")
    tensors = load(packed.tensors)
    removal = None
    if facts["scale"] is not None:
        removal = Removal(**{name: tensors[name] for name in _REMOVAL}, scale=facts["scale"])
    names = ("threshold", "method", "strength", "ridge", "gradient_norm", "rank")
    return Classifier(
        weights=tensors["weights"],
        bias=tensors["bias"],
        labels=tuple(facts["labels"]),
        removal=removal,
        guard=_guard(tensors, facts.get("guard")),
        **{name: facts[name] for name in names},
    )


def _guard(tensors: dict[str, Tensor], facts: dict[str, Any] | None) -> Guard | None:
    if not facts:
        return None
    language = None
    if f"guard.language.{_LANGUAGE[0]}" in tensors:
        language = Language(**{name: tensors[f"guard.language.{name}"] for name in _LANGUAGE})
    kept = {name: tensors[f"guard.{name}"] for name in _GUARD}
    return Guard(**kept, **facts, language=language)


def save_classifier(classifier: Classifier, path: Path) -> None:
    """Write `<path>.safetensors` and `<path>.json`."""
    packed = pack(classifier)
    write_bytes(_beside(path, ".safetensors"), packed.tensors)
    write_json(_beside(path, ".json"), packed.facts)


def load_classifier(path: Path) -> Classifier:
    """The classifier saved at `path` (given without suffix).

    Raises:
        CaseError: if it was never saved.  IntegrityError: if its two files do not belong together.
    """
    tensors, facts = _beside(path, ".safetensors"), _beside(path, ".json")
    if not (tensors.is_file() and facts.is_file()):
        raise CaseError(f"there is no model {path.name!r} yet: train it first")
    return unpack(Packed(tensors.read_bytes(), json.loads(facts.read_text(encoding="utf-8"))))


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
