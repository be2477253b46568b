"""Probes find what is there, and nothing where there is nothing; LEACE leaves no covariance."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict
from threadpoolctl import threadpool_limits

from core.audit.leakage import CHANCE, RECOVERABLE, leace, probe, word_counts
from core.audit.leakage.auc import auc, auc_of_draws


@pytest.fixture(autouse=True)
def one_thread():
    """Small products on busy cores: a second thread would wait for the first."""
    with threadpool_limits(1):
        yield


def numbers(n=400, d=10, classes=2, apart=0.0, seed=0):
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(n) % classes)
    x = rng.normal(size=(n, d))
    x[:, 0] += apart * (labels == 1)
    return x, labels


def test_areas_are_those_of_an_independent_implementation():
    rng = np.random.default_rng(0)
    scores = rng.integers(0, 5, (60, 3)).astype(float)  # many ties
    positive = rng.random((60, 3)) < 0.4
    expected = [roc_auc_score(positive[:, i], scores[:, i]) for i in range(3)]
    assert np.allclose(auc(scores, positive), expected)


def test_a_resample_is_a_text_counted_as_often_as_it_was_drawn():
    rng = np.random.default_rng(1)
    scores, positive = rng.integers(0, 6, 40).astype(float), rng.random(40) < 0.5
    weights = rng.multinomial(40, np.full(40, 1 / 40), size=3)
    found = auc_of_draws(scores, positive, weights.astype(float))
    for row, area in zip(weights, found, strict=True):
        assert area == pytest.approx(
            roc_auc_score(np.repeat(positive, row), np.repeat(scores, row))
        )


@pytest.mark.parametrize("classes", [2, 3])
def test_random_labels_are_told_by_chance(classes):
    states = [probe(*numbers(classes=classes, seed=s), seed=s, shuffles=60) for s in range(12)]
    assert sum(found.state == CHANCE for found in states) >= 9
    assert abs(np.mean([found.auc for found in states]) - 0.5) < 0.03


def test_what_is_there_is_found_as_well_as_by_logistic_regression():
    x, labels = numbers(apart=1.0)
    found = probe(x, labels)
    fitted = cross_val_predict(LogisticRegression(), x, labels, cv=5, method="decision_function")
    assert found.state == RECOVERABLE
    assert found.auc == pytest.approx(roc_auc_score(labels, fitted), abs=0.02)
    assert found.low < found.auc < found.high
    assert found.p == pytest.approx(1 / 201)
    assert found.chance < found.low


def test_a_curved_border_is_found_by_the_curved_probe_alone():
    rng = np.random.default_rng(2)
    x = rng.normal(size=(600, 4))
    labels = (x[:, 0] * x[:, 1] > 0).astype(int)
    assert probe(x, labels, shuffles=50).auc < 0.6
    assert probe(x, labels, shuffles=50, curved=True).auc > 0.75


def test_a_single_number_is_enough():
    x, labels = numbers(d=1, apart=2.0)
    assert probe(x, labels, shuffles=50).auc > 0.85
    assert probe(np.zeros_like(x), labels, shuffles=50).auc == 0.5


@pytest.mark.parametrize("classes", [2, 4])
def test_after_leace_nothing_covaries_with_the_label(classes):
    x, labels = numbers(n=500, classes=classes, apart=2.0)
    x = x @ np.random.default_rng(3).normal(size=(10, 10))
    z = np.eye(classes)[labels]
    eraser = leace(x, z)
    erased = eraser(x)
    cross = (erased - erased.mean(0)).T @ (z - z.mean(0)) / len(x)
    assert np.abs(cross).max() < 1e-10
    assert np.allclose(eraser(erased), erased, atol=1e-8), "taking it out twice changes nothing"
    assert np.linalg.matrix_rank(x - erased, tol=1e-6) <= classes - 1


def test_after_leace_a_linear_probe_is_at_chance():
    x, labels = numbers(n=1200, apart=1.5)
    fitted, tried = slice(0, 600), slice(600, None)
    eraser = leace(x[fitted], np.eye(2)[labels[fitted]])
    assert probe(x[tried], labels[tried], shuffles=50).auc > 0.8
    assert probe(eraser(x[tried]), labels[tried], shuffles=50).auc < 0.57


def test_leace_copes_with_directions_that_never_vary():
    x, labels = numbers(apart=2.0)
    x = np.hstack([x, np.zeros((len(x), 2)), x[:, :1]])
    erased = leace(x, np.eye(2)[labels])(x)
    assert np.isfinite(erased).all()
    assert abs(np.cov(erased[:, 0], labels)[0, 1]) < 1e-10


def test_words_of_every_text_and_of_one_text_count_for_nothing():
    counts = word_counts(["the cat", "The cat sat", "the dog", "the DOG once"])
    assert counts.shape == (4, 3)  # the, cat, dog; "sat" and "once" stand in one text only
    assert np.count_nonzero(counts, axis=0).tolist() == [0, 2, 2]
    assert np.allclose(np.linalg.norm(counts, axis=1), 1)
