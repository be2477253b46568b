"""A signed bundle for the tests: two approvers, their keys, a list of trusted keys."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from report_case import parts

from core.report import Disposition, SignoffFacts
from core.report.archive import pack
from core.report.bundle import BundleParts, signed_content, verify_bundle, write_bundle
from core.report.intact import exit_code
from core.signing.forms import TRUST_SCHEMA
from core.signing.keys import Signer, make_key, public_entry
from core.signing.single_file import verify_script
from core.signing.statement import Said, seal_name, sealed, statement

SIGNED_AT, NOW, UNTIL = "2026-11-20T14:05:00Z", "2026-11-21T00:00:00Z", "2027-11-20T14:05:00Z"
WORDS = "correct horse battery"
DISPOSED = SignoffFacts(
    ("Bea Builder",),
    ("Ada Okafor",),
    tuple(
        Disposition(line, "over the limit", "restrict use", "Only with a second reader.", "Ada", at)
        for at in (SIGNED_AT,)
        for line in ("nonreliance", "outcomes", "errors", "recoverable", "cost")
    ),
)
ADA, MIRA = "Ada Rossi", "Mira Lindqvist"


def said(**changed) -> Said:
    given = Said("head of hiring", "approved", "I approve this.", False, SIGNED_AT, UNTIL)
    return replace(given, **changed)


def signers(folder: Path, *names: str) -> list[Signer]:
    return [make_key(name, WORDS, folder / f"{n}.pem") for n, name in enumerate(names)]


def trust(*known: Signer) -> dict:
    return {"schema": TRUST_SCHEMA, "keys": [public_entry(each) for each in known], "revoked": []}


def seal(given: BundleParts, signer: Signer, words: Said) -> tuple[str, bytes]:
    told = statement(signed_content(given), given.report, signer, words)
    return seal_name(signer.keyid), sealed(told, signer)


def members(given: BundleParts, *sealed_: tuple[str, bytes]) -> dict[str, bytes]:
    """Name -> content of every file of the bundle."""
    return signed_content(given) | dict(sealed_)


def written(path: Path, content: dict[str, bytes]) -> Path:
    path.write_bytes(pack(content))
    return path


class World:
    """A case that Ada and Mira approved; Mira is independent."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.parts = parts(folder, signoff=DISPOSED)
        self.ada, self.mira, self.eve = signers(folder, ADA, MIRA, "Eve Stranger")
        self.trust = trust(self.ada, self.mira)
        self.keys = folder / "keys.json"
        self.keys.write_text(json.dumps(self.trust))
        self.seals = (
            seal(self.parts, self.ada, said()),
            seal(self.parts, self.mira, said(independent=True)),
        )
        self.members = members(self.parts, *self.seals)
        self.bundle = folder / "signed.zip"
        content = signed_content(self.parts)
        write_bundle(self.bundle, content, dict(self.seals), with_activations=True)


@cache
def shared() -> World:
    """One such case for all tests; none of them changes it."""
    return World(Path(mkdtemp()))


@cache
def script() -> dict:
    """verify.py as it lies in the bundle, without this package beside it."""
    namespace = {"__name__": "verify"}
    exec(compile(verify_script().decode(), "verify.py", "exec"), namespace)
    return namespace


def both(path, trusted, now=NOW):
    """Exit code and messages of what failed, on which the two verifiers have to agree."""
    checks = verify_bundle(path, trusted, now=now)
    found = script()["check"](str(path), trusted, now)
    code, other = exit_code(checks), script()["exit_code"](found)
    assert code == other, [f for f in found if f.state != "ok"]
    failing = [c.message for c in checks if not c.ok]
    mine = [f.message for f in found if f.state == "FAILED"]
    return code, failing, mine


def left_open(path, trusted, now=NOW):
    """Messages of what could not be checked, of both verifiers."""
    checks = verify_bundle(path, trusted, now=now)
    found = script()["check"](str(path), trusted, now)
    return [c.message for c in checks if not c.checked], [
        f.message for f in found if f.state == "not checked"
    ]
