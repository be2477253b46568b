"""The paper's preset: decoder and encoder share their weights.

Source: Wu et al., KDD 2025, and the code they published: TopK whose k falls from ten times as many
over the first tenth of the steps, the error of each token relative to its own length, a constant
learning rate, no auxiliary loss. Kept to be compared with; not the default.
"""

import torch
from torch import Tensor

from core.sae.select import Weights
from core.sae.step import Step, step
from core.sae.training import Training

_FIRST_K, _FALLING = 10, 0.1
_SHORTEST = 1e-6


class TiedTraining(Training):
    """One matrix, held twice: both copies get the sum of both gradients and so stay equal."""

    def _first_weights(self, sample: Tensor) -> Weights:
        size = self.size
        generator = torch.Generator().manual_seed(size.seed)
        rows = torch.randn(size.d_sae, size.d_in, generator=generator) * (2 / size.d_in) ** 0.5
        return Weights(rows.clone(), torch.zeros(size.d_sae), rows, torch.zeros(size.d_in))

    def _step(self, x: Tensor, total: int) -> Step:
        gone = min(1.0, self.steps / max(1.0, _FALLING * total))
        k = round(self.size.k * (_FIRST_K - (_FIRST_K - 1) * gone))
        k = min(k, self.size.d_sae)
        lengths = torch.linalg.vecdot(x, x).clamp_min(_SHORTEST)
        return step(self.weights, x, k, 0.0, lengths, each=True)

    def _apply(self, gradients: list[Tensor], rate: float) -> None:
        both = gradients[0] + gradients[2]
        gradients[0], gradients[2] = both, both.clone()
        for tensor, gradient in zip(self.weights.tensors(), gradients, strict=True):
            tensor.grad = gradient
        self._descend(1.0)

    def finished(self) -> Weights:
        """Rows brought to length 1: an activation takes the length over, the product is the same.

        (aᵢ) dᵢ = (aᵢ‖dᵢ‖) dᵢ/‖dᵢ‖. Which activations of a token are its largest is then decided by
        how long a piece of the state they rebuild.
        """
        weights = self.weights
        length = torch.linalg.vector_norm(weights.W_dec, dim=1).clamp_min(_SHORTEST)
        rows = weights.W_dec / length[:, None]
        return Weights(
            weights.W_enc * length[:, None], weights.b_enc * length, rows, weights.b_dec.clone()
        )
