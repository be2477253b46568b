"""Cases that share their token states: a corpus is read once a layer, whatever is tried on it."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from core.case import Case
from core.durable import write_json
from core.embed import load_embedder
from core.embed.stream import Shards, embed_corpus
from core.pipeline import new_case, run_case
from core.pipeline.run import step_keys, work_mark
from tests.benchmarks.shared import bar, data_folder


@dataclass(frozen=True)
class Corpus:
    """Labelled texts of the shared data, with the columns text, label and split."""

    name: str
    group: str
    """A column with groups."""

    def frame(self) -> pd.DataFrame:
        """Train, validation and test texts."""
        folder = data_folder() / self.name
        return pd.concat([pd.read_parquet(folder / f"{part}.parquet") for part in PARTS])


PARTS = ("train", "test")


def states(work: Path, corpus: Corpus, layer: int) -> Shards:
    """Token states of the corpus after this layer."""
    folder = work / f"states-{corpus.name}-{layer}"
    embedder = load_embedder("minilm", layer)
    return embed_corpus(embedder, corpus.frame().text.tolist(), folder, seed=0, progress=bar)[0]


def kept(work: Path, corpus: Corpus, wish: str, layer: int | None = None) -> Case:
    """A case with this autoencoder, run once and kept in `work`; None: it chooses the layer."""
    folder = work / _name(corpus, wish, layer)
    case = Case.open(folder) if folder.exists() else _new(work, corpus, wish, layer)
    run_case(case, bar)
    return case


def prepared(work: Path, corpus: Corpus, wish: str, layer: int) -> Case:
    """A case that has been run with this autoencoder; made anew."""
    shutil.rmtree(work / _name(corpus, wish, layer), ignore_errors=True)
    case = _new(work, corpus, wish, layer)
    # The states do not depend on the kind: lay them where a run that was cut off had left them.
    write_json(case.work_folder / "key.json", work_mark(step_keys(case)["features"]))
    shutil.copytree(states(work, corpus, layer).folder, case.states_folder)
    run_case(case, bar)
    return case


def _new(work: Path, corpus: Corpus, wish: str, layer: int | None) -> Case:
    work.mkdir(parents=True, exist_ok=True)
    file = work / f"{corpus.name}.parquet"
    corpus.frame().to_parquet(file)
    columns = {"text": "text", "label": "label", "groups": (corpus.group,), "split": "split"}
    return new_case(work / _name(corpus, wish, layer), file, **columns, sae=wish, layer=layer)


def _name(corpus: Corpus, wish: str, layer: int | None) -> str:
    return f"{corpus.name}-{wish.replace(':', '-')}-{layer or 'chosen'}"
