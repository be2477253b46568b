"""Where a probability becomes a decision, by hand."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from core.classify.threshold import choose_threshold


def chosen(chances, y):
    return choose_threshold(torch.tensor(chances, dtype=torch.float64), torch.tensor(y).long())


def drawn(n, share, seed=0):
    """Chances whose logits are normal around -3 - 1 and -3 + 1 for the two labels."""
    generator = np.random.default_rng(seed)
    y = (generator.random(n) < share).astype(int)
    logit = generator.normal(size=n) + 2 * y - 4
    return 1 / (1 + np.exp(-logit)), y


def test_labels_that_mirror_each_other_are_cut_half_way_in_logits():
    # Logits -3 -1 | 1 3 moved by 2: the middle is 2.
    logits = torch.tensor([-1.0, 1.0, 3.0, 5.0], dtype=torch.float64)
    threshold = choose_threshold(torch.sigmoid(logits), torch.tensor([0, 0, 1, 1]))
    assert threshold == pytest.approx(float(torch.sigmoid(torch.tensor(2.0))), abs=1e-6)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.8])
def test_the_threshold_is_balanced_however_rare_a_label_is(share):
    threshold = chosen(*drawn(20_000, share))
    # The densities of the two labels cross half way between their means, at -3.
    assert np.log(threshold / (1 - threshold)) == pytest.approx(-3.0, abs=0.12)


def test_it_agrees_with_a_balanced_logistic_regression_of_many_texts():
    chances, y = drawn(5_000, 0.3)
    logit = np.log(chances / (1 - chances))[:, None]
    model = LogisticRegression(C=1e9, class_weight="balanced", tol=1e-10).fit(logit, y)
    expected = -model.intercept_[0] / model.coef_[0, 0]
    threshold = chosen(chances, y)
    assert np.log(threshold / (1 - threshold)) == pytest.approx(expected, abs=2e-3)


def test_one_text_more_moves_it_little():
    chances, y = drawn(400, 0.4)
    moves = [abs(chosen(chances, y) - chosen(chances[n:], y[n:])) for n in range(1, 6)]
    assert max(moves) < 0.005


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=30))
def test_it_lies_within_the_probabilities_or_is_a_half(texts):
    chances, y = [c for c, _ in texts], [int(label) for _, label in texts]
    threshold = chosen(chances, y)
    assert threshold == 0.5 or min(chances) - 1e-9 <= threshold <= max(chances) + 1e-9


def test_without_both_labels_or_without_difference_it_is_a_half():
    assert chosen([0.1, 0.9], [1, 1]) == 0.5
    assert chosen([0.3, 0.3], [0, 1]) == 0.5
    assert chosen([], []) == 0.5


def test_a_model_that_has_it_backwards_gets_a_half():
    assert chosen([0.9, 0.8, 0.2, 0.1], [0, 0, 1, 1]) == 0.5
