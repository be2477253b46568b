"""A zip file read without trust: nothing is extracted, and nothing large is unpacked.

One of the files that verify.py of a bundle is put together from: only Python's own library. A path
that points elsewhere is only a name that does not belong, a bomb is only a part that is too large.
"""

import os
import zipfile
import zlib
from typing import NamedTuple

PART_LIMIT, FILE_LIMIT, MEMBERS_LIMIT = 64 << 20, 256 << 20, 64
READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
NO_ZIP = (zipfile.BadZipFile, NotImplementedError, OSError, ValueError)
"""What a file that is no bundle makes `read_zip` raise."""


class Archive(NamedTuple):
    """Content by name of the members that could be read, why others could not, and all names."""

    parts: dict[str, bytes]
    broken: dict[str, str]
    names: tuple[str, ...]


def read_zip(path: str) -> Archive:
    """The members of a zip file; ValueError where it is too large for a bundle."""
    if (size := os.path.getsize(path)) > FILE_LIMIT:
        raise ValueError(f"it has {size:,} bytes, more than any bundle")
    found, left = Archive({}, {}, ()), FILE_LIMIT
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if len(members) > MEMBERS_LIMIT:
            raise ValueError(f"it has {len(members):,} members, more than any bundle")
        for member in members:
            problem, content = _member(archive, member, min(PART_LIMIT, left))
            left -= len(content)
            if problem:
                found.broken[member.filename] = problem
            else:
                found.parts[member.filename] = content
    return found._replace(names=tuple(member.filename for member in members))


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> tuple[str, bytes]:
    """Why the member cannot be read, or "" and its content."""
    if member.flag_bits & 0x1:
        return "is encrypted", b""
    if member.compress_type not in READABLE:
        return "is compressed in an unknown way", b""
    try:
        with archive.open(member) as stream:
            content = stream.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as fault:
        return f"cannot be read ({fault})", b""
    return ("is larger than any part of a bundle", b"") if len(content) > limit else ("", content)
