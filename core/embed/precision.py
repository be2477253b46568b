"""Choose the number format by trying it, because names of processors mislead.

Some processors offer bf16 in name and emulate it a hundred times slower than fp32.
"""

import time
from functools import cache
from typing import Any

_SIZE = 256
_ROUNDS = 3


@cache
def fast_bf16(device: str) -> bool:
    """True where a bf16 product takes less than half the time of an fp32 one on `device`."""
    import torch

    if device == "cuda":
        return torch.cuda.is_bf16_supported()
    return _seconds(torch.bfloat16) < 0.5 * _seconds(torch.float32)


def _seconds(dtype: Any) -> float:  # noqa: ANN401  (a torch.dtype; torch loads late)
    """The quickest of a few products of two square matrices."""
    import torch

    left = torch.ones(_SIZE, _SIZE, dtype=dtype)
    best = float("inf")
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        left @ left
        best = min(best, time.perf_counter() - start)
    return best


def device() -> str:
    """Where to compute: "cuda" where a graphics card answers, else "cpu"."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"
