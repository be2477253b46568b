"""The published method: remove flagged features, and penalise weights that encode as them.

    loss = cross-entropy(y, w · x₊ + b) + λ · mean_c |(w − b_dec) · W_enc_c + b_enc_c|,  c flagged

x₊ is `removal.Removal`, in training and in use. The penalty has no ReLU although the paper's figure
shows one, and is not 0 at w = 0: as published. With more labels the penalty is the sum over the
labels' rows of weights. AdamW, no weight decay, batches of 64; after `patience` epochs without a
better macro F1 on the validation texts the learning rate is halved, at most `halvings` times, then
training stops; the best epoch's weights are kept. Unlike the released code the halving lasts, the
batches are drawn anew each epoch, and softmax is applied once.
Source: arXiv 2502.14133 and its released code; engine study 1.5, 1.7 and 1.8.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

from core.classify.classifier import Classifier
from core.classify.descent import Adam, PaperSettings, Patience
from core.classify.one_thread import one_thread
from core.classify.problem import Problem
from core.classify.removal import Removal
from core.classify.threshold import choose_threshold
from core.errors import InputError
from core.progress import Progress, silent

_Loss = Callable[[Tensor, Tensor, Tensor], Tensor]

SEED = 14592
"""The first of the authors' six seeds."""


@one_thread()
def fit_paper(
    problem: Problem,
    removal: Removal,
    strength: float,
    *,
    seed: int = SEED,
    settings: PaperSettings | None = None,
    progress: Progress = silent,
) -> Classifier:
    """The paper's model; its decision threshold is chosen on the validation texts, as elsewhere.

    Args:
        problem: Training and validation texts; text weights are not used.
        removal: The flagged part of the autoencoder. With W_dec = W_encᵀ it is as published for a
            tied autoencoder; for `scale` see `removal`.
        strength: λ of the penalty: 31 (toxicity), 3 (reward model), 1 (diagnosis) in the paper.
        seed: Of the starting weights and the order of the batches.
        settings: Of the descent; None for the authors'.
        progress: Told after each epoch.
    """
    settings = settings or PaperSettings()
    removal = removal.settled()
    _check(problem, removal, strength)
    x, x_valid = removal(problem.e_train), removal(problem.e_valid)
    loss = partial(paper_loss, removal=removal, strength=strength)
    theta = _descend(problem, x, x_valid, loss, settings, seed, progress)
    model = Classifier(
        weights=theta[:, :-1].contiguous(),
        bias=theta[:, -1].contiguous(),
        labels=problem.labels,
        threshold=None if problem.rows > 1 else 0.5,
        method="paper",
        strength=float(strength),
        ridge=0.0,
        gradient_norm=_gradient_norm(theta, x, problem.y_train, loss),
        removal=removal,
    )
    if problem.rows > 1:
        return model
    chances = model.probabilities(problem.e_valid)[:, 1]
    return replace(model, threshold=choose_threshold(chances, problem.y_valid))


def paper_penalty(weights: Float[Tensor, "rows d_in"], removal: Removal) -> Float[Tensor, ""]:
    """Mean over the flagged features of |their encoding of the weights|, summed over the rows."""
    encoded = (weights - removal.b_dec.double()) @ removal.W_enc.double() + removal.b_enc.double()
    return encoded.abs().mean(dim=1).sum()


def paper_loss(
    theta: Float[Tensor, "rows columns"],
    x: Float[Tensor, "texts d_in"],
    y: Int[Tensor, " texts"],
    removal: Removal,
    strength: float,
) -> Float[Tensor, ""]:
    """Mean cross-entropy in nats on what the removal left, plus λ times the penalty."""
    logits = x @ theta[:, :-1].T + theta[:, -1]
    if len(theta) == 1:
        error = functional.binary_cross_entropy_with_logits(logits[:, 0], y.double())
    else:
        error = functional.cross_entropy(logits, y.long())
    return error + strength * paper_penalty(theta[:, :-1], removal)


def macro_f1(decided: Int[Tensor, " texts"], y: Int[Tensor, " texts"], classes: int) -> float:
    """Mean over the labels of F1; a label neither decided nor present counts 0."""
    scores = []
    for code in range(classes):
        hits = int(((decided == code) & (y == code)).sum())
        both = int((decided == code).sum()) + int((y == code).sum())
        scores.append(2 * hits / both if both else 0.0)
    return sum(scores) / classes


def _check(problem: Problem, removal: Removal, strength: float) -> None:
    if not len(removal.b_enc):
        raise InputError("no feature is flagged, so the paper's method has nothing to do: flag one")
    if not 0 <= strength < float("inf"):
        raise InputError(f"the strength is {strength}: use a finite number of at least 0")
    if not 0 < removal.scale < float("inf"):
        raise InputError(f"the scale is {removal.scale}: give the length of a pooled state")
    if not len(problem.y_valid):
        raise InputError("there is no validation text to stop on: give a validation part")


def _descend(
    problem: Problem,
    x: Tensor,
    x_valid: Tensor,
    loss: _Loss,
    settings: PaperSettings,
    seed: int,
    progress: Progress,
) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    theta = _start(problem.rows, x.shape[1], generator).requires_grad_()
    adam = Adam(theta, settings.learning_rate)
    patience = Patience(settings)
    best = theta.detach().clone()
    for epoch in range(settings.epochs):
        progress("training the paper's model", epoch, settings.epochs)
        for rows in torch.randperm(len(x), generator=generator).split(settings.batch):
            error = loss(theta, x[rows], problem.y_train[rows])
            adam.step(theta, *torch.autograd.grad(error, theta))
        advice = patience.after(_validation_f1(theta.detach(), x_valid, problem))
        if advice == "better":
            best = theta.detach().clone()
        elif advice == "halve":
            adam.learning_rate /= 2
        elif advice == "stop":
            break
    progress("training the paper's model", settings.epochs, settings.epochs)
    return best


def _start(rows: int, d_in: int, generator: torch.Generator) -> Tensor:
    """The usual start of a linear layer: uniform within 1 / sqrt(d_in)."""
    uniform = torch.rand(rows, d_in + 1, generator=generator, dtype=torch.float64)
    return (2 * uniform - 1) / d_in**0.5


def _validation_f1(theta: Tensor, x_valid: Tensor, problem: Problem) -> float:
    logits = x_valid @ theta[:, :-1].T + theta[:, -1]
    decided = (logits[:, 0] >= 0).long() if problem.rows == 1 else logits.argmax(dim=1)
    return macro_f1(decided, problem.y_valid.long(), len(problem.labels))


def _gradient_norm(theta: Tensor, x: Tensor, y: Tensor, loss: _Loss) -> float:
    """Of the whole objective, relative to zero weights: how far the descent stopped short."""
    norms = []
    for place in (theta, torch.zeros_like(theta)):
        point = place.detach().clone().requires_grad_()
        loss(point, x, y).backward()
        norms.append(float(point.grad.norm()))
    return norms[0] / max(norms[1], 1e-12)
