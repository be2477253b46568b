"""The shared benchmark data, and the one case that most parts measure."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import torch
from jaxtyping import Float
from torch import Tensor

from core.case import Case
from core.pipeline import new_case, run_case
from core.progress import Progress

if TYPE_CHECKING:
    from core.embed import Embedder

VAERS = "vaers_seriousness"


def data_folder() -> Path:
    """The folder of the shared data; ends the benchmark where there is none."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "data"
    folder = Path(os.environ.get("SELFREG_DATA", beside))
    if not folder.is_dir():
        sys.exit(f"no {folder}: benchmarks need the shared benchmark data; set SELFREG_DATA")
    return folder


def peer_script(name: str) -> Path:
    """A script that measures a peer."""
    return data_folder().parent / "bench" / name


def ask_peer(python: Path, script: str, *words: str) -> dict:
    """The last line that a peer's script prints, read as JSON."""
    command = [str(python), str(peer_script(script)), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{script} {' '.join(map(str, words))} failed: {done.stderr.strip()[-500:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def vaers(*parts: str) -> pd.DataFrame:
    """Rows of the main benchmark: "train", "test" or "pool"."""
    folder = data_folder() / VAERS
    return pd.concat([pd.read_parquet(folder / f"{part}.parquet") for part in parts])


def vaers_case(work: Path, progress: Progress) -> Case:
    """Train and test as a case, run once and kept in `work`."""
    folder = work / VAERS
    if not folder.exists():
        work.mkdir(parents=True, exist_ok=True)
        file = work / f"{VAERS}.parquet"
        vaers("train", "test").to_parquet(file)
        groups = ("sex", "age_group")
        new_case(folder, file, text="text", label="label", groups=groups, split="split")
    case = Case.open(folder)
    run_case(case, progress)
    return case


def without(
    words: Iterable[str], texts: Iterable[str], embedder: "Embedder", file: Path
) -> Float[Tensor, "texts d_in"]:
    """The texts without these words, embedded; kept in `file`."""
    if not file.exists():
        pattern = re.compile(rf"\b({'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
        shorter = [pattern.sub("", text) for text in texts]
        np.save(file, embedder.embed(shorter, bar).numpy())
    return torch.from_numpy(np.load(file))


def bar(stage: str, done: int, total: int) -> None:
    """Progress on standard error."""
    end = "\n" if done >= total else ""
    print(f"\r{stage} {done}/{total}", end=end, file=sys.stderr, flush=True)


def lines(rows: list[dict], columns: dict[str, str]) -> str:
    """A Markdown table: `columns` maps keys to headings."""
    head = [" | ".join(["", *columns.values(), ""]).strip(), "|" + "---|" * len(columns)]
    body = ["| " + " | ".join(str(row.get(key, "")) for key in columns) + " |" for row in rows]
    return "\n".join([*head, *body])
