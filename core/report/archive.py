"""A zip file read without trust, and written without a clock."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from core.errors import InputError
from core.signing.reading import NO_ZIP, Archive, read_zip

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first time a zip file can hold


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
    try:
        return read_zip(str(path))
    except NO_ZIP as fault:
        raise InputError(
            f"{path.name!r} is not a zip file that can be read ({fault!s:.80}): give the zip file "
            "of `selfreg export`"
        ) from fault
