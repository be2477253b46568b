"""A second machine: the commands of VERIFY.md, word for word, where selfreg is not installed."""

import importlib.metadata
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from signed_case import shared

from core.signing.forms import sha256

NEEDED = ("cryptography", "cffi", "_cffi_backend", "pycparser")


@pytest.fixture(scope="module")
def world():
    return shared()


def commands(guide: str, heading: str) -> list[str]:
    """The commands under a heading of VERIFY.md."""
    part = guide.split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.search(r"```sh\n(.*?)```", part, re.DOTALL)[1].splitlines()


def machine(folder: Path) -> dict[str, str]:
    """An empty home, and a Python that knows its own library alone."""
    (folder / "home").mkdir(parents=True)
    (folder / "bin").mkdir()
    python = folder / "bin" / "python3"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S "$@"\n')
    python.chmod(0o755)
    return {"HOME": str(folder / "home"), "PATH": f"{folder / 'bin'}:/usr/bin:/bin"}


def installed(folder: Path) -> None:
    """What the first command fetches: the one package, and what it stands on."""
    folder.mkdir()
    site = Path(importlib.metadata.distribution("cryptography").locate_file(""))
    for path in site.iterdir():
        if path.name.split(".")[0] in NEEDED:
            (folder / path.name).symlink_to(path)


def run(command: str, at: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "-c", command], cwd=at, env=env, capture_output=True, text=True, check=False
    )


@pytest.fixture
def second(world, tmp_path):
    """Bundle and list of keys in an empty folder of another machine, and its variables."""
    env, at = machine(tmp_path / "machine"), tmp_path / "at"
    at.mkdir()
    (at / "BUNDLE.zip").write_bytes(world.bundle.read_bytes())
    (at / "keys.json").write_bytes(world.keys.read_bytes())
    return at, env


def walked(at: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """What the last command of VERIFY.md says; VERIFY.md is the one in the bundle."""
    with zipfile.ZipFile(at / "BUNDLE.zip") as archive:
        guide = archive.read("VERIFY.md").decode()
    install, *rest = commands(guide, "With one file")
    assert install == "python3 -m pip install --target checker cryptography"
    installed(at / "checker")
    for command in rest:
        done = run(command, at, env)
    return done


def test_a_reader_with_the_bundle_and_its_guide_alone_reaches_verified(second):
    at, env = second
    assert run("python3 -c 'import core'", at, env).returncode != 0
    done = walked(at, env)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "verified"
    assert not list((Path(env["HOME"])).iterdir())


def test_without_the_list_of_keys_or_the_package_the_reader_is_told(second):
    at, env = second
    (at / "keys.json").write_text('{"schema": "selfreg-trust/1", "keys": [], "revoked": []}')
    done = walked(at, env)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "FAILED")
    done = run("python3 verify.py BUNDLE.zip --trust keys.json", at, env)
    assert done.returncode == 2
    assert "the package cryptography is not installed" in done.stderr


def test_the_guide_names_the_digest_of_the_script_beside_it(world):
    guide = world.members["VERIFY.md"].decode()
    assert sha256(world.members["verify.py"]) in guide
    assert all(
        line.startswith("selfreg verify BUNDLE.zip") for line in commands(guide, "With selfreg")
    )
