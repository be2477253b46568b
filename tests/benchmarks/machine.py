"""What a number was measured on."""

import os
import platform
import subprocess
import time
from importlib.metadata import version
from pathlib import Path

import torch

PACKAGES = ("torch", "transformers", "numpy", "duckdb", "pandas", "streamlit")


def machine() -> dict:
    """Processor, cores, measured speed of products, versions and commit."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "fp32_gflops": round(_gflops(torch.float32)),
        "bf16_gflops": round(_gflops(torch.bfloat16)),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "commit": _commit(),
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":")[1].strip() for line in lines if "model name" in line), "unknown")


def _gflops(dtype: torch.dtype) -> float:
    """The best of a few products of the size of a training step's blocks."""
    left, right = torch.ones(512, 384, dtype=dtype), torch.ones(384, 4096, dtype=dtype)
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        left @ right
        best = min(best, time.perf_counter() - start)
    return 2 * left.numel() * right.shape[1] / best / 1e9


def _commit() -> str:
    asked = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent,
    )
    return asked.stdout.strip() or "unknown"
