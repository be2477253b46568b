"""Errors of ridge regression with each text left out, against leaving each text out."""

import numpy as np
import pytest
import torch
from sklearn.linear_model import Ridge

from core.classify.press import RIDGES, left_out_errors


def draw(texts, classes, noise=0.5):
    rng = np.random.default_rng(texts)
    labels = rng.integers(classes, size=texts)
    middles = rng.normal(size=(classes, 12))
    e = middles[labels] + noise * rng.normal(size=(texts, 12))
    return torch.from_numpy(e), labels.astype(str)


def one_by_one(e, labels, ridge):
    """The same by fitting as often as there are texts."""
    wanted = (labels[:, None] == np.unique(labels)).astype(float)
    x, errors = e.numpy(), []
    weight = ridge * ((x - x.mean(0)) ** 2).sum()
    for i in range(len(x)):
        rest = np.arange(len(x)) != i
        model = Ridge(alpha=weight).fit(x[rest], wanted[rest])
        errors.append(((model.predict(x[[i]])[0] - wanted[i]) ** 2).sum())
    return np.array(errors) / ((wanted - wanted.mean(0)) ** 2).sum(1).mean()


@pytest.mark.parametrize("classes", [2, 5])
def test_errors_are_those_of_leaving_each_text_out(classes):
    e, labels = draw(40, classes)
    each = [one_by_one(e, labels, ridge) for ridge in RIDGES]
    expected = min(each, key=lambda errors: errors.mean())

    np.testing.assert_allclose(left_out_errors(e, labels), expected, rtol=1e-6)


def test_labels_that_nothing_tells_leave_an_error_of_one():
    rng = np.random.default_rng(0)
    errors = left_out_errors(
        torch.from_numpy(rng.normal(size=(500, 12))), rng.integers(2, size=500)
    )
    assert 0.97 < errors.mean() < 1.05


def test_labels_told_better_leave_a_smaller_error():
    means = [left_out_errors(*draw(200, 3, noise)).mean() for noise in (0.1, 0.5, 2.0)]
    assert means == sorted(means)
    assert means[0] < 0.1
