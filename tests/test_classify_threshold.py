"""Where a probability becomes a decision, by hand."""

import numpy as np
import pytest
import torch

from core.classify.threshold import choose_threshold


def chosen(chances, y):
    return choose_threshold(torch.tensor(chances, dtype=torch.float64), torch.tensor(y).long())


def test_two_labels_apart_are_cut_half_way():
    assert chosen([0.1, 0.2, 0.6, 0.9], [0, 0, 1, 1]) == pytest.approx(0.4)


def test_the_better_of_two_cuts_wins():
    # Positives .3 .7 .9, negatives .1 .5. Cut after .1: 3/3 and 1/2, mean .75; after .3: 2/3 and
    # 1/2, .58; after .5: 2/3 and 2/2, .83; after .7: 1/3 and 2/2, .67.
    assert chosen([0.1, 0.3, 0.5, 0.7, 0.9], [0, 1, 0, 1, 1]) == pytest.approx(0.6)


def test_of_cuts_that_are_equally_good_in_a_row_the_middle_one_is_taken():
    # Cuts after .2, .4, .6: 3/3 and 1/3, 2/3 and 2/3, 1/3 and 3/3: all .67.
    assert chosen([0.2, 0.4, 0.4, 0.6, 0.6, 0.8], [0, 0, 1, 0, 1, 1]) == pytest.approx(0.5)
    # One more such pair makes four cuts, at .25 .35 .5 .7: the lower of the two in the middle.
    four = [0.2, 0.3, 0.3, 0.4, 0.4, 0.6, 0.6, 0.8]
    assert chosen(four, [0, 0, 1, 0, 1, 0, 1, 1]) == pytest.approx(0.35)


def test_of_runs_equally_long_the_lower_one_is_taken():
    # Cuts after .1 .2 .3 .4 .5: .67 .5 .67 .5 .67.
    ties = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    assert chosen(ties, [0, 1, 0, 1, 0, 1]) == pytest.approx(0.15)


def test_equal_probabilities_are_never_split():
    threshold = chosen([0.2, 0.5, 0.5, 0.5, 0.8], [0, 0, 1, 1, 1])
    assert threshold == pytest.approx(0.35)


def test_without_both_labels_or_without_difference_it_is_a_half():
    assert chosen([0.1, 0.9], [1, 1]) == 0.5
    assert chosen([0.3, 0.3], [0, 1]) == 0.5
    assert chosen([], []) == 0.5


def test_neighbouring_numbers_are_still_told_apart():
    low = 0.3
    high = float(np.nextafter(low, 1))
    threshold = chosen([low, high], [0, 1])
    assert low < threshold <= high


def test_one_text_more_moves_it_little():
    generator = np.random.default_rng(0)
    y = generator.random(2000) < 0.4
    chances = 1 / (1 + np.exp(-generator.normal(size=2000) - 1.5 * y))
    moves = [
        abs(chosen(chances, y.astype(int)) - chosen(chances[n:], y[n:].astype(int)))
        for n in range(1, 6)
    ]
    assert max(moves) < 0.02


def test_the_threshold_is_balanced_where_labels_are_rare():
    generator = np.random.default_rng(0)
    y = (generator.random(3000) < 0.05).astype(int)
    logit = generator.normal(size=3000) + 2 * y - 4
    threshold = chosen(1 / (1 + np.exp(-logit)), y)
    # The densities of the two labels cross half way between their means, at -3.
    assert np.log(threshold / (1 - threshold)) == pytest.approx(-3.0, abs=0.4)
