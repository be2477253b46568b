"""A person's signing key: ed25519, kept in the user's own folder, encrypted with a passphrase."""

import base64
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.durable import replace_with
from core.errors import InputError
from core.signing.forms import keyid, person, sha256

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SHORTEST = 12
"""Characters a passphrase has at least."""


@dataclass(frozen=True)
class Signer:
    """A key that is ready to sign. Its `repr` never shows the key.

    Attributes:
        name: of the person.
        public: the public key, 32 bytes.
    """

    name: str
    public: bytes
    _private: "Ed25519PrivateKey"

    def __repr__(self) -> str:
        return f"Signer({self.name!r}, {self.keyid[:16]})"

    @property
    def keyid(self) -> str:
        """Fingerprint of the public key, in hexadecimal."""
        return keyid(self.public)

    def sign(self, message: bytes) -> bytes:
        """The signature of 64 bytes."""
        return self._private.sign(message)


def home() -> Path:
    """The user's own folder for keys; never inside a case."""
    chosen = os.environ.get("SELFREG_HOME")
    return (Path(chosen) if chosen else Path.home() / ".selfreg") / "keys"


def key_path(name: str) -> Path:
    """Where the key of a person lies."""
    if not name.strip():
        raise InputError("no name given: say whose key it is")
    return home() / f"{sha256(person(name).encode())[:16]}.pem"


def has_key(name: str) -> bool:
    """Whether the person has a key in this user's folder."""
    return bool(name.strip()) and key_path(name).is_file()


def make_key(name: str, passphrase: str, path: Path | None = None) -> Signer:
    """A new key for a person; the public half lies beside it as JSON.

    Raises:
        InputError: there is one already, or the passphrase is too short.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
    )

    path = path or key_path(name)
    if path.exists():
        raise InputError(f"{name} has a key already: sign with its passphrase")
    if len(passphrase) < SHORTEST:
        raise InputError(
            f"the passphrase has {len(passphrase)} characters: use {SHORTEST} or more, such as "
            "four words"
        )
    private = Ed25519PrivateKey.generate()
    encryption = BestAvailableEncryption(passphrase.encode())
    _write(path, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
    signer = Signer(" ".join(name.split()), private.public_key().public_bytes_raw(), private)
    _write(path.with_suffix(".json"), json.dumps(public_entry(signer), indent=1).encode() + b"\n")
    return signer


def open_key(name: str, passphrase: str, path: Path | None = None) -> Signer:
    """The person's key, decrypted for this process alone.

    Raises:
        InputError: there is none, it is somebody else's, or the passphrase does not open it.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    path = path or key_path(name)
    if not path.is_file():
        raise InputError(f"{name} has no key here: make one with `selfreg key --by NAME`")
    try:
        private = load_pem_private_key(path.read_bytes(), passphrase.encode())
    except (ValueError, TypeError):
        raise InputError(
            "the passphrase does not open the key: type it again, or make another key under "
            "another folder if it is lost"
        ) from None
    if not isinstance(private, Ed25519PrivateKey):
        raise InputError(f"{path.name} is no ed25519 key: give a key that `selfreg key` made")
    owner = _owner(path)
    if owner and person(owner) != person(name):
        raise InputError(f"this key belongs to {owner}: sign with the key of {name}")
    return Signer(" ".join(name.split()), private.public_key().public_bytes_raw(), private)


def use_key(name: str, passphrase: str, path: Path | None = None) -> Signer:
    """The person's key; made on first use."""
    there = (path or key_path(name)).is_file()
    return open_key(name, passphrase, path) if there else make_key(name, passphrase, path)


def set_aside(name: str, fingerprint: str) -> Path | None:
    """Where a revoked key of this user lies now, so that the next signature makes a new one."""
    path = key_path(name)
    try:
        own = json.loads(path.with_suffix(".json").read_bytes())["keyid"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if own != fingerprint or not path.is_file():
        return None
    aside = path.with_name(f"{path.stem}-revoked-{fingerprint[:16]}.pem")
    for ending in (".json", ".pem"):
        path.with_suffix(ending).replace(aside.with_suffix(ending))
    return aside


def public_entry(signer: Signer) -> dict[str, object]:
    """What a trust list says about a key; nothing in it is secret."""
    return {
        "name": signer.name,
        "keyid": signer.keyid,
        "public_key": base64.b64encode(signer.public).decode(),
        "roles": ["approve", "review"],
    }


def in_fours(fingerprint: str) -> str:
    """A fingerprint in groups of four, to compare by eye or by telephone."""
    return " ".join(fingerprint[i : i + 4] for i in range(0, len(fingerprint), 4))


def _owner(path: Path) -> str:
    try:
        return str(json.loads(path.with_suffix(".json").read_bytes())["name"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _write(path: Path, content: bytes) -> None:
    """Put a file where only this user can read it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with replace_with(path) as beside:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
