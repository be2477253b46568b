"""A zip file read without trust, and written without a clock.

Nothing is extracted: members are read into memory up to a limit and compared by name, so a path
that points elsewhere is only a name that does not belong, and a bomb is only a part that is too
large.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.errors import InputError

PART_LIMIT = 64 << 20
FILE_LIMIT = 256 << 20
MEMBERS_LIMIT = 64

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first time a zip file can hold
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1


@dataclass(frozen=True)
class Archive:
    """What is in a zip file.

    Attributes:
        parts: name -> content, of the members that could be read.
        broken: name -> why it could not be read.
        names: of all members, as often as they occur.
    """

    parts: dict[str, bytes]
    broken: dict[str, str]
    names: tuple[str, ...]


def pack(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a zip file, uncompressed and in order of name: equal parts, equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(parts):
            member = zipfile.ZipInfo(name, _EARLIEST)
            member.create_system, member.external_attr = 3, 0o644 << 16
            archive.writestr(member, parts[name])
    return buffer.getvalue()


def read_archive(path: Path) -> Archive:
    """The members of a zip file; what is wrong with one of them is kept beside it.

    Raises:
        InputError: there is no file, it is no zip file, or it is too large for a bundle.
    """
    if not path.is_file():
        raise InputError(f"no bundle at {str(path)!r}: give the zip file of `selfreg export`")
    if path.stat().st_size > FILE_LIMIT:
        raise InputError(
            f"{path.name!r} has {path.stat().st_size:,} bytes, more than any bundle: give the zip "
            "file of `selfreg export`"
        )
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(archive, path.name)
    except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError, OSError) as fault:
        raise InputError(
            f"{path.name!r} is not a zip file that can be read: give the zip file of "
            "`selfreg export`"
        ) from fault


def _read(archive: zipfile.ZipFile, name: str) -> Archive:
    members = archive.infolist()
    if len(members) > MEMBERS_LIMIT:
        raise InputError(
            f"{name!r} has {len(members):,} members, more than any bundle: give the zip file of "
            "`selfreg export`"
        )
    parts, broken, left = {}, {}, FILE_LIMIT
    for member in members:
        problem, content = _member(archive, member, min(PART_LIMIT, left))
        left -= len(content)
        if problem:
            broken[member.filename] = problem
        else:
            parts[member.filename] = content
    return Archive(parts, broken, tuple(member.filename for member in members))


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> tuple[str, bytes]:
    """Why the member cannot be read, or "" and its content."""
    if member.flag_bits & _ENCRYPTED:
        return "is encrypted", b""
    if member.compress_type not in _READABLE:
        return "is compressed in an unknown way", b""
    try:
        with archive.open(member) as stream:
            content = stream.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as fault:
        return f"cannot be read ({fault})", b""
    return ("is larger than any part of a bundle", b"") if len(content) > limit else ("", content)
