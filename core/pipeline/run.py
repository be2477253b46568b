"""Embed, learn features, describe them, fit the plain model."""

import json
import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core.case import CHOSEN, Case
from core.durable import canonical_json, replace_folder, replace_with, sha256_bytes, write_json
from core.progress import Progress, silent
from core.review.ledger import Ledger
from core.review.verdicts import verdicts

if TYPE_CHECKING:
    from core.embed import Embedder
    from core.embed.stream import Embeddings, Shards

_VERSION = 3
"""Raised when a step computes something else from the same inputs: old cases are then rebuilt."""
_SHARDS = 2
"""Raised when the same texts are cut into other shards: half-finished work is then done again."""


@dataclass(frozen=True)
class RunSummary:
    """What the case holds after a run."""

    texts: int
    tokens: int
    features: int
    live: int
    always_on: int
    never_seen: int
    fvu: float
    """Fraction of the token states' variance that the features leave unexplained."""
    per_token: float
    """Features that fire on a token, on average."""
    plain_accuracy: float
    """Of the plain model on the validation texts."""
    skipped: tuple[str, ...]
    """Steps that were up to date."""
    kept: str = ""
    """Why features of an earlier version were kept; empty where they were not."""

    def __str__(self) -> str:
        return f"{self._found()}\n{self.kept}" if self.kept else self._found()

    def _found(self) -> str:
        return (
            f"{self.texts:,} texts, {self.tokens:,} tokens: {self.live:,} features that fire, "
            f"{self.always_on} always on, {self.never_seen} never seen; "
            f"{self.per_token:.0f} fire on a token, {self.fvu:.0%} of the variance unexplained; "
            f"plain model {self.plain_accuracy:.1%} accurate on validation texts"
        )


def run_case(case: Case, progress: Progress = silent) -> RunSummary:
    """Bring the case up to date; a run that was cut off goes on where it stopped.

    Decisions name features by number. Once there are some, a newer version of selfreg or of the
    language model learns no other features, whose numbers would mean something else.

    Args:
        case: The case.
        progress: Told after each batch; may raise `Cancelled`.
    """
    _sweep(case)
    keys = step_keys(case)
    skipped = [step for step, key in keys.items() if case.is_fresh(step, key)]
    if "features" not in skipped and (kept := _decided_on(case, keys["features"])):
        return _summary(case, tuple(keys), kept)
    if "features" not in skipped:
        _learn(case, keys, progress)
    if "plain" not in skipped:
        _fit_plain(case, keys["plain"])
    shutil.rmtree(case.work_folder, ignore_errors=True)
    return _summary(case, tuple(skipped))


def _sweep(case: Case) -> None:
    """Remove what a killed run left beside the places it was going to fill."""
    for left in case.folder.glob(f".{case.features_folder.name}.*"):
        shutil.rmtree(left, ignore_errors=True)


def _decided_on(case: Case, key: str) -> str:
    """Why the features of an earlier version stay; empty where there are none or nobody decided."""
    judged = len(verdicts(Ledger(case.ledger_path, case.id).events()))
    if not judged or case.key("features") in (None, key):
        return ""
    return (
        f"The features are those of an earlier version, because there are decisions on {judged:,} "
        "of them. To learn them anew, make a new case and carry its lists over: they find the "
        "features again by what they stand for."
    )


def step_keys(case: Case) -> dict[str, str]:
    """Fingerprint of everything each step depends on, in order."""
    from core.embed import locate

    settings = case.settings
    checksum = locate.checksum(locate.locate(settings.model))
    base = {"version": _VERSION, "texts": case.content_hash, "model": checksum}
    if settings.layer is not None:
        base["layer"] = settings.layer
    embed = sha256_bytes(canonical_json(base))
    learned = {"embed": embed, "seed": settings.seed, "sae": settings.sae}
    features = sha256_bytes(canonical_json(learned))
    plain = sha256_bytes(canonical_json({"features": features, "good": settings.favourable}))
    return {"embed": embed, "sae": features, "features": features, "plain": plain}


def _learn(case: Case, keys: dict[str, str], progress: Progress) -> None:
    from core.embed import load_embedder, locate
    from core.embed.stream import embed_corpus, save_embeddings

    _start_over_unless(case, keys["features"])
    frame = case.texts().frame
    progress("Loading the language model", 0, 1)
    embedder = _at_its_layer(case, load_embedder(case.settings.model), keys["embed"], progress)
    shards, embeddings = embed_corpus(
        embedder,
        frame.text.tolist(),
        case.states_folder,
        seed=case.settings.seed,
        progress=progress,
    )
    save_embeddings(embeddings, case.embeddings_path)
    info = asdict(embedder.site) | {
        "precision": embedder.precision,
        "revision": locate.revision(locate.locate(case.settings.model)),
        "tokens": sum(shards.sizes()),
        "cut": int(embeddings.cut.sum()),
    }
    case.record("embed", keys["embed"], info)
    _train_features(case, keys["sae"], shards, progress)
    _describe(case, keys["features"], shards, embedder, embeddings, progress)


def _at_its_layer(case: Case, whole: "Embedder", key: str, progress: Progress) -> "Embedder":
    """The model, read after the layer of the case, which is chosen once."""
    from core.embed import locate
    from core.pipeline.layer import choose_layer

    settings = case.settings
    if settings.layer != CHOSEN:
        return whole.after(settings.layer)
    layers = locate.LAYERS_TO_TRY[settings.model]
    if not case.is_fresh("layer", key):
        case.record("layer", key, asdict(choose_layer(case, whole, layers, progress)))
    chosen = case.info("layer")["layer"]
    return whole.after(None if chosen == layers[-1] else chosen)


def _start_over_unless(case: Case, key: str) -> None:
    """Throw half-finished work away when it was made from other inputs."""
    mark = case.work_folder / "key.json"
    if not mark.exists() or json.loads(mark.read_text()) != work_mark(key):
        shutil.rmtree(case.work_folder, ignore_errors=True)
        write_json(mark, work_mark(key))


def work_mark(key: str) -> list[str | int]:
    """What tells whether half-finished work can be gone on with."""
    return [key, _SHARDS]


def _train_features(case: Case, key: str, shards: "Shards", progress: Progress) -> None:
    from core.sae.saelens import save_sae
    from core.sae.size import choose_size
    from core.sae.train import Source, train_sae

    if case.is_fresh("sae", key):
        return
    embed = case.info("embed")
    wanted = {"seed": case.settings.seed, "wish": case.settings.sae}
    size = choose_size(embed["tokens"], embed["d_in"], **wanted)
    source = Source(shards.sizes(), shards.states)
    trained = train_sae(source, size, case.checkpoint_path, progress)
    facts = asdict(size) | {
        "fvu": trained.fvu,
        "l0": trained.l0,
        "dead": trained.dead,
        "tokens_seen": trained.tokens,
        "threshold": trained.sae.threshold,
    }
    site = {"model_name": embed["model"], "model_checksum": embed["checksum"]}
    metadata = site | {"layer": embed.get("layer"), **facts}
    save_sae(trained.sae, case.sae_folder, metadata)
    case.record("sae", key, facts)


def _describe(
    case: Case,
    key: str,
    shards: "Shards",
    embedder: "Embedder",
    embeddings: "Embeddings",
    progress: Progress,
) -> None:
    from core.features.build import Ingredients, build_features
    from core.features.codes import encode_shards
    from core.features.words import build_corpus
    from core.sae.saelens import load_sae

    sae = load_sae(case.sae_folder)
    encode_shards(sae, shards.sizes(), shards.states, case.parts_folder, progress)
    texts = case.texts()
    corpus = build_corpus(
        len(shards.files), lambda i: _as_numpy(shards.places(i)), texts.frame.text.tolist()
    )
    given = Ingredients(
        frame=texts.frame,
        groups=texts.groups,
        corpus=corpus,
        parts=case.parts_folder,
        directions=sae.W_dec,
        pooled=embeddings.pooled,
        lengths=embeddings.lengths.numpy(),
        pooling=embedder.site.pooling,
    )
    with replace_folder(case.features_folder) as out:
        summary = build_features(given, out, embed=embedder.to_the_end.embed, progress=progress)
    case.record("features", key, asdict(summary))


def _fit_plain(case: Case, key: str) -> None:
    from core.classify.classifier import save_classifier
    from core.classify.plain import fit_plain
    from core.pipeline.data import influences, load_data

    data = load_data(case)
    plain = fit_plain(data.problem)
    case.classifier_path("plain").parent.mkdir(exist_ok=True)
    save_classifier(plain, case.classifier_path("plain"))
    moves = influences(case, plain, data.unit)
    with replace_with(case.influence_path) as beside:
        moves.to_parquet(beside, index=False)
    decided = plain.decide(data.unit[data.rows("valid")])
    accuracy = float(np.mean(decided == data.labels("valid")))
    case.record(
        "plain", key, {"accuracy": accuracy, "ridge": plain.ridge, "threshold": plain.threshold}
    )


def _summary(case: Case, skipped: tuple[str, ...], kept: str = "") -> RunSummary:
    embed, sae, features = (case.info(step) for step in ("embed", "sae", "features"))
    return RunSummary(
        texts=len(case.texts().frame),
        tokens=embed["tokens"],
        features=sae["d_sae"],
        live=features["live"],
        always_on=features["always_on"],
        never_seen=features["never_seen"],
        fvu=sae["fvu"],
        per_token=sae["l0"],
        plain_accuracy=case.info("plain")["accuracy"],
        skipped=skipped,
        kept=kept,
    )


def _as_numpy(places: dict[str, Any]) -> dict[str, np.ndarray]:
    return {name: column.numpy() for name, column in places.items()}
