"""A small world of embeddings with known flagged directions, for the tests of core/classify."""

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse
import torch
from torch import Tensor

from core.classify.problem import Problem


@dataclass(frozen=True)
class World:
    """A problem, three flagged directions, and what they make of every embedding."""

    problem: Problem
    directions: Tensor
    pooled: scipy.sparse.csr_matrix
    pooled_valid: scipy.sparse.csr_matrix
    z: Tensor
    z_valid: Tensor


def world(classes: int = 2, texts: int = 400, d_in: int = 12, seed: int = 0) -> World:
    """The flagged features fire on half the texts and lean with the label."""
    generator = np.random.default_rng(seed)
    total = texts + texts // 2
    y = np.concatenate([np.arange(classes), generator.integers(0, classes, total - classes)])
    directions = generator.normal(size=(3, d_in))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    fires = generator.random((total, 3)) < 0.2 + 0.6 * (y[:, None] == np.arange(3) % classes)
    codes = fires * generator.uniform(0.2, 1.0, (total, 3))
    means = generator.normal(size=(classes, d_in))
    e = 0.5 * generator.normal(size=(total, d_in)) + 0.4 * means[y] + codes @ directions
    e = e.astype(np.float32)
    rows = [torch.from_numpy(part) for part in (e[:texts], y[:texts], e[texts:], y[texts:])]
    problem = Problem(*rows, tuple(f"label {code}" for code in range(classes)))
    z = torch.from_numpy(codes @ directions)
    sparse = scipy.sparse.csr_matrix(codes)
    return World(
        problem,
        torch.from_numpy(directions),
        sparse[:texts],
        sparse[texts:],
        z[:texts],
        z[texts:],
    )


def with_training(problem: Problem, e: Tensor) -> Problem:
    """The same problem with other training embeddings."""
    return replace(problem, e_train=e)
