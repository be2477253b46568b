"""All tables of the features, made in one walk over the codes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from jaxtyping import Float
from torch import Tensor

from core.features import describe, naming
from core.features.codes import Firings, store
from core.features.occurrences import OccurrenceWriter
from core.features.presence import Presence, PresenceWriter
from core.features.relatives import relatives
from core.features.words import Corpus, save_corpus
from core.progress import Progress

_ALWAYS_ON = 0.2
_RELATIVE_TEXTS = 8_000
_LOOK_ALIKE_TEXTS = 4_000
_NEAR = 24
_CLEARLY = 0.5


@dataclass(frozen=True)
class Ingredients:
    """What the tables are made from."""

    frame: pd.DataFrame
    """The texts, with label and group columns."""
    groups: tuple[str, ...]
    corpus: Corpus
    parts: Path
    """Folder of the shards' codes."""
    directions: Float[Tensor, "d_sae d_in"]
    pooled: Float[Tensor, "texts d_in"]
    """Pooled states, before scaling."""
    lengths: np.ndarray
    """Tokens of each text, special tokens included."""
    pooling: str


@dataclass(frozen=True)
class Summary:
    """How many features there are of each kind."""

    live: int
    always_on: int
    never_seen: int


def build_features(
    given: Ingredients,
    out: Path,
    *,
    embed: Callable[[Sequence[str]], Float[Tensor, "names d_in"]],
    progress: Progress,
) -> Summary:
    """Write features, examples, rates, relatives and occurrences as Parquet into `out`.

    Args:
        given: Texts, tokens and codes.
        out: An existing folder.
        embed: Embeds the features' words, for the search by meaning.
        progress: Told after each feature.
    """
    save_corpus(given.corpus, out)
    d_sae, texts = len(given.directions), len(given.frame)
    with OccurrenceWriter(out) as occurrences:
        walk = _Walk(given, occurrences, PresenceWriter(out, d_sae, texts))
        for firings in store(given.parts, d_sae, out):
            walk.add(firings)
            progress("Describing features", firings.feature + 1, d_sae)
    features = pd.DataFrame(walk.features)
    _write(features, out / "features.parquet")
    _write(pd.DataFrame(walk.examples), out / "examples.parquet")
    _write(walk.rate_table(), out / "rates.parquet")
    fires = Presence.of(out, d_sae, texts).sample(_RELATIVE_TEXTS)
    _write(relatives(given.directions, torch.from_numpy(fires)), out / "relatives.parquet")
    _save_meanings(features, embed, out)
    counts = features.status.value_counts()
    return Summary(*(int(counts.get(kind, 0)) for kind in ("live", "always on", "never seen")))


class _Walk:
    """Collects the rows of all tables, feature by feature."""

    def __init__(
        self, given: Ingredients, occurrences: OccurrenceWriter, presence: PresenceWriter
    ) -> None:
        self.given, self.written, self.there = given, occurrences, presence
        self.texts = given.frame.text.tolist()
        self.same = given.frame.groupby("text", sort=False).ngroup().to_numpy()
        self.same = _first_rows(self.same)
        self.counts = given.corpus.counts()
        self.presence = given.corpus.presence(len(self.texts))
        self.by_text = self.presence.tocsr()
        self.spread = np.asarray(self.presence.sum(axis=0)).ravel()
        self.numbers = {word: i for i, word in enumerate(given.corpus.vocabulary)}
        self.unit = torch.nn.functional.normalize(given.pooled, dim=1)
        # What people flag must not come from the texts that the figures are measured on.
        self.hidden = (given.frame.split == "test").to_numpy()
        seen = {c: given.frame[c].where(~self.hidden) for c in ("label", *given.groups)}
        self.columns = {column: _numbered(values) for column, values in seen.items()}
        # Each wording once, of a large corpus an even sample.
        once = np.flatnonzero((self.same == np.arange(len(self.texts))) & ~self.hidden)
        self.others = once[:: -(-len(once) // _LOOK_ALIKE_TEXTS)]
        self.candidates = self.unit[self.others].contiguous()
        self.norms = given.pooled.norm(dim=1).numpy()
        # Half of the texts make the names, the other half test them.
        self.held_out = np.arange(len(self.texts)) % 2 == 1
        self.features: list[dict] = []
        self.examples: list[dict] = []
        self.rates: dict[str, list[np.ndarray]] = {column: [] for column in self.columns}

    def add(self, firings: Firings) -> None:
        """All rows of one feature."""
        given, corpus = self.given, self.given.corpus
        found = describe.occurrences(firings, corpus, given.pooling)
        maximum = float(firings.act.max()) if len(firings.act) else 0.0
        name, fits = self._name(firings, found, maximum)
        self.features.append(self._row(firings, found, maximum, name, fits))
        for column, (codes, values) in self.columns.items():
            self.rates[column].append(describe.present_by_value(found, codes, len(values)))
        length = given.lengths[found.text] if given.pooling == "mean" else 1
        pooled = found.total / (length * self.norms[found.text])
        peak = found.peak / max(maximum, 1e-9)
        self.written.add(firings.feature, found.text, pooled, peak)
        self.there.add(firings.feature, found.present)
        shown = describe.examples(firings, found, corpus, self.texts, self.same, self.hidden)
        self.examples += shown
        if shown:
            near = self._near(found, shown)
            self.examples += describe.look_alikes(near, name.words[:5], self.texts, firings.feature)

    def rate_table(self) -> pd.DataFrame:
        """feature, column, value, n, texts, rate for every class and group, without test texts."""
        parts = []
        for column, (codes, values) in self.columns.items():
            fires = np.array(self.rates[column])
            n = np.bincount(codes[codes >= 0], minlength=len(values))
            parts.append(
                pd.DataFrame(
                    {
                        "feature": np.repeat(np.arange(len(fires)), len(values)),
                        "column": column,
                        "value": values * len(fires),
                        "n": np.tile(n, len(fires)),
                        "texts": fires.ravel(),
                        "rate": (fires / np.maximum(n, 1)).ravel(),
                    }
                )
            )
        table = pd.concat(parts, ignore_index=True)
        return table.sort_values("feature", kind="stable", ignore_index=True)

    def _row(
        self,
        firings: Firings,
        found: describe.Occurrences,
        maximum: float,
        name: naming.Name,
        fits: float,
    ) -> dict:
        density = len(firings.act) / max(self.given.corpus.tokens, 1)
        status = "always on" if density > _ALWAYS_ON else "live" if maximum else "never seen"
        return {
            "feature": firings.feature,
            "name": name.name,
            "kind": name.kind,
            "fit": fits,
            "status": status,
            "texts": len(found.present),
            "tokens": len(firings.act),
            "density": density,
            "maximum": maximum,
            "words": name.words,
            "shares": name.shares,
            "histogram": describe.histogram(firings, maximum),
            "direction": self.given.directions[firings.feature].tolist(),
        }

    def _name(
        self, firings: Firings, found: describe.Occurrences, maximum: float
    ) -> tuple[naming.Name, float]:
        corpus = self.given.corpus
        made_from = ~self.held_out[corpus.text[firings.token]]
        words = corpus.word[firings.token]
        use = made_from if made_from.any() else np.ones(len(words), bool)
        # Squared, so that a name says what the feature is when it is strong.
        weight = np.square(firings.act[use])
        name = naming.name_feature(words[use], weight, self.counts, corpus.vocabulary)
        fires, silent = self._tested(found, maximum)
        told = name.words[:3]
        fits = naming.fit(told, self.presence, self.numbers, fires, silent)
        topic = [] if fits >= naming.CLEAR else self._topic(found, maximum)
        topic_fits = naming.fit(topic, self.presence, self.numbers, fires, silent)
        return naming.settle(name, fits, topic, topic_fits)

    def _topic(self, found: describe.Occurrences, maximum: float) -> list[str]:
        strong = found.text[found.peak >= _CLEARLY * maximum]
        strong = strong[~self.held_out[strong]]
        if len(strong) < 5:
            return []
        present = np.asarray(self.by_text[strong].sum(axis=0)).ravel()
        return naming.topic_name(present, self.spread, self.given.corpus.vocabulary)

    def _tested(self, found: describe.Occurrences, maximum: float) -> tuple[np.ndarray, np.ndarray]:
        """Held-out texts with the feature clearly present, and without it."""
        absent = np.ones(len(self.texts), bool)
        absent[found.present] = False
        clear = found.text[found.peak >= _CLEARLY * maximum]
        return clear[self.held_out[clear]], np.flatnonzero(absent & self.held_out)

    def _near(self, found: describe.Occurrences, shown: list[dict]) -> np.ndarray:
        """Texts without the feature, nearest in meaning to its strongest examples first."""
        strongest = [row["text"] for row in shown if row["band"] == "strongest"]
        nearness = self.candidates @ self.unit[strongest].mean(0)
        present = np.zeros(len(self.texts), bool)
        present[found.text] = True
        nearness[torch.from_numpy(present[self.others])] = -2
        best = nearness.topk(min(_NEAR, len(nearness)))
        return self.others[best.indices[best.values > -2].numpy()]


def _numbered(column: pd.Series) -> tuple[np.ndarray, list[str]]:
    codes, values = pd.factorize(column, sort=True)
    return codes, [str(value) for value in values]


def _first_rows(kinds: np.ndarray) -> np.ndarray:
    """For every row the first row of the same kind."""
    _, first = np.unique(kinds, return_index=True)
    return first[kinds]


def _save_meanings(
    features: pd.DataFrame, embed: Callable[[Sequence[str]], Tensor], out: Path
) -> None:
    """Embeddings of the features' words, for the search by meaning."""
    told: Iterator[str] = (", ".join(words[:5]) or "nothing" for words in features.words)
    vectors = embed(list(told)).numpy().astype(np.float16)
    np.save(out / "meanings.npy", vectors)


def _write(table: pd.DataFrame, path: Path) -> None:
    table.to_parquet(path, index=False, compression="zstd")
