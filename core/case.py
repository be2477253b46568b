"""One case is one folder; this is the only file that knows the names in it."""

import json
import shlex
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from core.durable import canonical_json, replace_folder, sha256_bytes, write_json
from core.errors import CaseError, InputError
from core.texts import Texts, load_labels, load_texts, save_texts

_MANIFEST = "manifest.json"
_FORMAT = 1
CHOSEN = 0
"""A layer that the run chooses."""


@dataclass(frozen=True)
class Settings:
    """What a person said when the case was made."""

    name: str
    source: str
    """Name of the file the texts came from, without its folder."""
    text: str
    label: str
    groups: tuple[str, ...]
    split: str | None
    favourable: str
    """The label that is good for the person the text is about."""
    model: str
    unjudged: str = "keep"
    """What holds for features nobody judged: "keep" or "flag"."""
    seed: int = 0
    sae: str = "batchtopk"
    """Kind of autoencoder, with its width and k where they were asked for."""
    layer: int | None = None
    """The model is read after this layer, counted from 1; `CHOSEN`: the training texts decide;
    None: the whole model."""


@dataclass(frozen=True)
class Case:
    """A folder with texts, features, decisions and models."""

    folder: Path

    @staticmethod
    def create(folder: Path, settings: Settings, texts: Texts) -> "Case":
        """Make the folder, whole or not at all.

        Raises:
            InputError: Something is there already.
        """
        if folder.exists():
            raise InputError(
                f"{str(folder)!r} exists already: choose another name for the case, or remove it"
            )
        identity = {"settings": asdict(settings), "texts": texts.content_hash()}
        with replace_folder(folder) as beside:
            made = Case(beside)
            save_texts(texts, made.texts_path)
            made._write(
                {"format": _FORMAT, "id": sha256_bytes(canonical_json(identity))}
                | identity
                | {"notes": list(texts.notes), "steps": {}}
            )
        return Case(folder)

    @staticmethod
    def open(folder: Path) -> "Case":
        """The case in `folder`.

        Raises:
            CaseError: There is none, or it was made by a newer version.
        """
        case = Case(Path(folder))
        if not (case.folder / _MANIFEST).is_file():
            raise CaseError(
                f"there is no case in {str(folder)!r}: make one with "
                "`selfreg new CASE --data FILE --text COLUMN --label COLUMN`"
            )
        if case._read().get("format") != _FORMAT:
            raise CaseError(f"{str(folder)!r} was made by another version of selfreg: update it")
        return case

    @property
    def settings(self) -> Settings:
        """What the case was made with."""
        saved = self._read()["settings"]
        return Settings(**(saved | {"groups": tuple(saved["groups"])}))

    @property
    def id(self) -> str:
        """Fingerprint of settings and texts; the first link of the ledger."""
        return self._read()["id"]

    @property
    def name(self) -> str:
        """Name of the folder."""
        return self.folder.resolve().name

    @property
    def typed(self) -> str:
        """The folder as a person types it after a command of `selfreg`."""
        return shlex.quote(str(self.folder))

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out when the texts were read, and why."""
        return tuple(self._read()["notes"])

    @property
    def content_hash(self) -> str:
        """Fingerprint of the texts, labels, splits and groups."""
        return self._read()["texts"]

    def texts(self) -> Texts:
        """The labelled texts."""
        return load_texts(self.texts_path)

    def labels(self) -> pd.DataFrame:
        """Label, split and groups of each text; read in a fraction of the time of the texts."""
        return load_labels(self.texts_path)

    def set_unjudged(self, rule: str) -> None:
        """Change what holds for features nobody judged."""
        if rule not in ("keep", "flag"):
            raise InputError(f"the rule for unjudged features is {rule!r}: use 'keep' or 'flag'")
        changed = asdict(replace(self.settings, unjudged=rule))
        self._write(self._read() | {"settings": changed})

    def is_fresh(self, step: str, key: str) -> bool:
        """True when `step` was finished with inputs of this fingerprint."""
        return self._read()["steps"].get(step, {}).get("key") == key

    def record(self, step: str, key: str, info: dict[str, Any]) -> None:
        """Note that `step` is finished; `info` is what later steps and people want to know."""
        saved = self._read()
        saved["steps"][step] = {"key": key, "info": info}
        self._write(saved)

    def info(self, step: str) -> dict[str, Any]:
        """What `step` left when it finished; empty when it has not."""
        return self._read()["steps"].get(step, {}).get("info", {})

    def key(self, step: str) -> str | None:
        """Fingerprint of the inputs `step` was finished with; None when it has not."""
        return self._read()["steps"].get(step, {}).get("key")

    def require(self, step: str, advice: str) -> None:
        """Refuse to go on before `step` is finished.

        Raises:
            CaseError: It is not; `advice` says what to do.
        """
        if self.key(step) is None:
            raise CaseError(f"case {self.name!r} is not ready for this: {advice}")

    def _read(self) -> dict[str, Any]:
        return json.loads((self.folder / _MANIFEST).read_text("utf-8"))

    def _write(self, content: dict[str, Any]) -> None:
        write_json(self.folder / _MANIFEST, content)

    @property
    def manifest_path(self) -> Path:
        """Settings and finished steps."""
        return self.folder / _MANIFEST

    @property
    def texts_path(self) -> Path:
        """The labelled texts."""
        return self.folder / "texts.parquet"

    @property
    def embeddings_path(self) -> Path:
        """Pooled embeddings."""
        return self.folder / "embeddings.safetensors"

    @property
    def states_folder(self) -> Path:
        """Token states while the case is being built; removed afterwards."""
        return self.folder / "work" / "states"

    @property
    def checkpoint_path(self) -> Path:
        """The autoencoder half trained."""
        return self.folder / "work" / "sae.pt"

    @property
    def parts_folder(self) -> Path:
        """Codes of each shard while the case is being built; removed afterwards."""
        return self.folder / "work" / "codes"

    @property
    def work_folder(self) -> Path:
        """Everything that can be made again."""
        return self.folder / "work"

    @property
    def sae_folder(self) -> Path:
        """The autoencoder, as SAELens stores one."""
        return self.folder / "sae"

    @property
    def features_folder(self) -> Path:
        """All tables of the features, and their codes."""
        return self.folder / "features"

    @property
    def influence_path(self) -> Path:
        """What each feature does to the plain model's decision."""
        return self.folder / "influence.parquet"

    @property
    def ledger_path(self) -> Path:
        """People's decisions; lines are only added."""
        return self.folder / "ledger.jsonl"

    @property
    def lists_path(self) -> Path:
        """Lists of features people keep."""
        return self.folder / "lists.json"

    @property
    def views_path(self) -> Path:
        """Searches people kept under a name."""
        return self.folder / "searches.json"

    @property
    def attestations_folder(self) -> Path:
        """The envelopes of everybody who signed with a key."""
        return self.folder / "attestations"

    @property
    def salt_path(self) -> Path:
        """What row names in a bundle are salted with; it never leaves the case."""
        return self.folder / "rows.salt"

    def classifier_path(self, kind: str) -> Path:
        """The "plain" or "regularized" classifier, without the ending of its two files."""
        return self.folder / "models" / kind

    @property
    def audit_path(self) -> Path:
        """Outcomes by group."""
        return self.folder / "audit.json"

    @property
    def fairness_path(self) -> Path:
        """Outcomes, errors and scores by group, held against the policy."""
        return self.folder / "fairness.json"

    @property
    def swaps_path(self) -> Path:
        """The case's own word lists for swaps, and the swaps people struck."""
        return self.folder / "swaps.json"

    @property
    def evidence_path(self) -> Path:
        """What was tried on the models: the certificate and the tests beside it."""
        return self.folder / "nonreliance.json"

    @property
    def slices_path(self) -> Path:
        """Parts of the test texts in which the models err more often."""
        return self.folder / "slices.json"

    @property
    def jobs_folder(self) -> Path:
        """Long computations, one folder each."""
        return self.folder / "jobs"

    @property
    def report_folder(self) -> Path:
        """The report as it was last written."""
        return self.folder / "report"
