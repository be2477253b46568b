"""Contributions, covariances, reliance and scores, on numbers worked by hand."""

import pytest
import scipy.sparse
import torch

from core.classify.classifier import Classifier
from core.classify.penalties import (
    contribution_covariance,
    contributions,
    deletion_covariance,
    reliance,
    subspace,
)
from core.classify.scores import score
from core.errors import InputError


def model(weights, bias, threshold=0.5):
    rows = torch.tensor(weights, dtype=torch.float64)
    labels = ("no", "yes") if len(rows) == 1 else tuple("abcdef"[: len(rows)])
    return Classifier(
        weights=rows,
        bias=torch.tensor(bias, dtype=torch.float64),
        labels=labels,
        threshold=threshold if len(rows) == 1 else None,
        method="plain",
        strength=0.0,
        ridge=1.0,
        gradient_norm=0.0,
    )


def test_contributions_are_codes_times_directions():
    pooled = scipy.sparse.csr_matrix([[2.0, 0.0], [1.0, 3.0]])
    z = contributions(pooled, torch.tensor([[1.0, 0.0, 1.0], [0.0, 2.0, 0.0]]))
    assert z.tolist() == [[2.0, 0.0, 2.0], [1.0, 6.0, 1.0]]
    assert z.dtype == torch.float64
    with pytest.raises(InputError, match="same features"):
        contributions(pooled, torch.ones(3, 3))


def test_both_covariances_are_means_of_outer_products():
    rows = torch.tensor([[1.0, 2.0], [3.0, 0.0]])
    expected = [[5.0, 1.0], [1.0, 2.0]]
    assert contribution_covariance(rows).tolist() == expected
    assert deletion_covariance(rows).tolist() == expected
    with pytest.raises(InputError, match="text differences"):
        deletion_covariance(rows[:0])


def test_reliance_by_hand():
    # Logits of e: 1, 3, 5, 7, sd sqrt(5); flagged parts of the logit: 2, 0, 0, -2, rms sqrt(2).
    e = torch.tensor([[0.0], [1.0], [2.0], [3.0]])
    z = torch.tensor([[1.0], [0.0], [0.0], [-1.0]])
    assert reliance(model([[2.0]], [1.0]), z, e) == pytest.approx((2 / 5) ** 0.5)
    assert reliance(model([[2.0]], [1.0]), 0 * z, e) == 0.0
    assert reliance(model([[0.0]], [1.0]), z, e) == 0.0
    assert reliance(model([[2.0]], [1.0]), z[:0], e[:0]) == 0.0


def test_reliance_with_more_labels_is_the_worst_one_and_ignores_what_all_labels_share():
    e = torch.tensor([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    z = torch.tensor([[0.0, 1.0]] * 4)
    # Logits relative to their mean: (x, -x, 0) + 0 · y for the first three rows.
    assert reliance(model([[1.0, 5.0], [-1.0, 5.0], [0.0, 5.0]], [0.0] * 3), z, e) == 0.0
    # Now 3y, -y, -2y beside x, -x, 0: rms of the flagged part 3, 1, 2. The logits' variances are
    # .25 · (1 + 9), .25 · (1 + 1), .25 · 4, so the ratios 3 / 1.58, 1 / .71, 2 / 1.
    found = reliance(model([[1.0, 3.0], [-1.0, -1.0], [0.0, -2.0]], [0.0] * 3), z, e)
    assert found == pytest.approx(2.0)


def test_the_subspace_is_orthonormal_and_spans_the_flags():
    generator = torch.Generator().manual_seed(0)
    rows = torch.randn(4, 9, generator=generator)
    rows = torch.cat([rows, 100 * rows[:2] - rows[1:3]])
    basis = subspace(rows)
    assert basis.shape == (9, 4)
    assert (basis.T @ basis - torch.eye(4).double()).abs().max() < 1e-12
    left = rows.double() - rows.double() @ basis @ basis.T
    assert left.abs().max() < 1e-4
    assert subspace(torch.zeros(3, 9)).shape == (9, 0)


def test_a_flag_that_is_nearly_another_counts_once_unless_the_tolerance_is_lowered():
    rows = torch.tensor([[1.0, 0.0, 0.0], [1.0, 1e-4, 0.0]])
    assert subspace(rows).shape[1] == 1
    assert subspace(rows, tolerance=1e-6).shape[1] == 2
    # The lengths of the rows do not matter: a short row is a direction like any other.
    assert subspace(torch.tensor([[1.0, 0.0], [0.0, 1e-6]])).shape[1] == 2
    with pytest.raises(InputError, match="not finite"):
        subspace(rows * float("inf"))


def test_scores_by_hand():
    e = torch.tensor([[1.0], [1.0], [-1.0], [-1.0], [1.0]])
    y = torch.tensor([1, 1, 1, 0, 0])
    scores = score(model([[1.0]], [0.0]), e, y)
    assert (scores.texts, scores.accuracy) == (5, pytest.approx(3 / 5))
    assert scores.balanced_accuracy == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert score(model([[1.0]], [0.0]), e[:0], y[:0]).texts == 0
