"""On what a model was trained: machine, threads, and every package with a hash of its files."""

import os
import platform
import re
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from core.durable import canonical_json, sha256_bytes, sha256_file

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def environment() -> dict[str, Any]:
    """Python, system, processor, cores, threads, accelerator, blas, source and packages.

    No name of a machine, of a person or of a folder is in it.
    """
    import torch

    cuda = torch.cuda.is_available()
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "accelerator": torch.cuda.get_device_name(0) if cuda else "none",
        "blas": _blas(),
        "source": _source(),
        "packages": [dict(each) for each in _packages()],
    }


def _processor() -> str:
    """Its model, where the system tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text("utf-8", "replace").splitlines() if told.is_file() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or "not told by the system"


def _blas() -> list[str]:
    from threadpoolctl import threadpool_info

    told = {f"{each['internal_api']} {each.get('version') or ''}".strip() for each in
            threadpool_info()}  # fmt: skip
    return sorted(told)


@cache
def _source() -> str:
    """Hash of the source files of this package."""
    folder = Path(__file__).resolve().parents[1]
    files = sorted(folder.rglob("*.py"))
    return sha256_bytes(
        canonical_json([[path.relative_to(folder).as_posix(), sha256_file(path)] for path in files])
    )


@cache
def _packages() -> tuple[tuple[tuple[str, str], ...], ...]:
    """name, version and sha256 of every package that this one needs, directly or not."""
    found: dict[str, Distribution] = {}
    waiting = ["selfreg"]
    while waiting:
        name = waiting.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        try:
            known = found.get(key) or distribution(name)
        except PackageNotFoundError:
            continue  # needed on other systems only
        if key not in found:
            found[key] = known
            needed = [each for each in known.requires or () if "extra ==" not in each]
            waiting += [match[0] for each in needed if (match := _NAME.match(each))]
    return tuple(
        (("name", key), ("version", found[key].version), ("sha256", _hash(found[key])))
        for key in sorted(found)
    )


def _hash(package: Distribution) -> str:
    """Hash over the hashes of its files, as it was published; not of what installing it wrote."""
    rows = sorted(
        [str(path), path.hash.value]
        for path in package.files or ()
        if path.hash and ".dist-info" not in str(path) and not str(path).startswith("..")
    )
    return sha256_bytes(canonical_json(rows))
