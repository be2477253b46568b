"""A case of 69,000 texts and 4,096 features, judged and trained, as it would lie on disk."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import torch

from core.case import Case
from core.progress import Progress
from tests.benchmarks.shared import vaers_case

COPIES = 6
_TS, _BY = "2026-01-31T09:30:00Z", "Ada Rossi"


def large_case(work: Path, progress: Progress) -> Case:
    """The main benchmark's case with every text `COPIES` times; made once and kept in `work`."""
    folder = work / "large"
    if not (folder / "audit.json").exists():
        small = _judged(vaers_case(work, progress), work / "judged", progress)
        shutil.rmtree(folder, ignore_errors=True)
        _enlarge(small, folder)
    return Case.open(folder)


def _judged(case: Case, folder: Path, progress: Progress) -> Case:
    """A copy in which a dozen features are flagged, with its regularized model and comparison."""
    from core import pipeline

    if not (folder / "audit.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(case.folder, folder)
        judged = Case.open(folder)
        found = pipeline.search(judged, "he she his her him woman man", top=12)
        flags = [int(feature) for feature in found.feature]
        reason = "who somebody is must not matter"
        pipeline.decide_features(judged, flags, "flag", reason, _BY, _TS, "protected attribute")
        pipeline.train_case(judged, by=_BY, ts=_TS, progress=progress)
        pipeline.audit_case(judged)
    return Case.open(folder)


def _enlarge(case: Case, folder: Path) -> None:
    beside = folder.with_name(f".{folder.name}")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(case.folder, beside)
    large = Case.open(beside)
    _texts(case, large)
    _embeddings(case, large)
    _tables(case.features_folder, large.features_folder, len(case.texts().frame))
    _presence(case.features_folder, large.features_folder, len(case.texts().frame))
    beside.rename(folder)


def _texts(case: Case, large: Case) -> None:
    frame = pd.read_parquet(case.texts_path)
    parts = [frame.assign(id=frame.id.astype(str) + f"-{i}") for i in range(COPIES)]
    stacked = pd.concat(parts, ignore_index=True)
    schema = pq.read_schema(case.texts_path)
    pq.write_table(pa.Table.from_pandas(stacked, schema, preserve_index=False), large.texts_path)


def _embeddings(case: Case, large: Case) -> None:
    from core.embed.stream import Embeddings, load_embeddings, save_embeddings

    one = load_embeddings(case.embeddings_path)
    columns = (one.pooled.repeat(COPIES, 1), one.lengths.repeat(COPIES), one.cut.repeat(COPIES))
    save_embeddings(Embeddings(*map(torch.Tensor.contiguous, columns)), large.embeddings_path)


def _tables(small: Path, large: Path, texts: int) -> None:
    for name, columns in (("features", ["texts", "tokens"]), ("rates", ["n", "texts"])):
        table = pd.read_parquet(small / f"{name}.parquet")
        table[columns] *= COPIES
        table.to_parquet(large / f"{name}.parquet", index=False, compression="zstd")
    rows = pd.read_parquet(small / "occurrences.parquet")
    parts = [rows.assign(text=rows.text + i * texts) for i in range(COPIES)]
    stacked = pd.concat(parts, ignore_index=True).sort_values(["feature", "text"], kind="stable")
    stacked.to_parquet(large / "occurrences.parquet", index=False, row_group_size=1 << 20)


def _presence(small: Path, large: Path, texts: int) -> None:
    from core.features.presence import Presence, PresenceWriter

    features = len(pd.read_parquet(small / "features.parquet", columns=["feature"]))
    there = Presence.of(small, features, texts).sample(texts)
    writer = PresenceWriter(large, features, COPIES * texts)
    for feature, row in enumerate(there):
        rows = np.flatnonzero(row)
        writer.add(feature, np.concatenate([rows + i * texts for i in range(COPIES)]))
