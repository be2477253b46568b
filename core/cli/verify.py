"""Check a bundle: `verify`."""

from argparse import Namespace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.answer import Answer, table
from core.cli.deliver import existing
from core.cli.parser import Commands, count
from core.errors import InputError, IntegrityError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from core.report.intact import Check

_VERDICT = (
    "verified",
    "FAILED: the bundle is not what was signed and exported",
    "NOT VERIFIED: self-consistent as far as it was checked; see the lines that say why",
)


def register(commands: Commands) -> None:
    """Add `verify`."""
    command = commands.add(
        "verify",
        verify,
        help="check a bundle: every part, the ledger, the signatures; exit code 0 verified, "
        "1 failed, 2 not all of it could be checked",
        example="selfreg verify hiring.zip --trust keys.json",
    )
    command.add_argument("bundle", metavar="BUNDLE", help="zip file made by `selfreg export`")
    command.add_argument(
        "--trust",
        metavar="FILE",
        help="list of the keys you trust, kept outside of the bundle (see `selfreg key`)",
    )
    command.add_argument(
        "--depth",
        metavar="N",
        type=int,
        choices=(1, 2, 3, 4),
        default=1,
        help="1: files, ledger, signatures; 2: also every group figure, from the stored "
        "predictions; 3: also the model, on the stored activations; 4: also texts that you give, "
        "embedded and decided again; the bundle holds none (default: 1)",
    )
    command.add_argument("--data", metavar="FILE", help="file of texts, for depth 4")
    command.add_argument("--text", metavar="COL", help="column of FILE that holds the text")
    command.add_argument(
        "--sample",
        metavar="N",
        type=count,
        help="at depth 4, embed N of the texts and no more (default: all, and every tested text "
        "has to be among them)",
    )
    command.add_argument(
        "--model",
        metavar="NAME_OR_FOLDER",
        help="where the language model is, for depth 4, if it lies elsewhere than on the machine "
        "that made the bundle",
    )


def verify(arguments: Namespace) -> Answer:
    """The checks of a bundle, with the exit code."""
    path = existing(arguments.bundle)
    from core.pipeline.clock import now
    from core.report.intact import exit_code
    from core.report.verify import verify_bundle
    from core.signing.spoken import in_words
    from core.signing.trust import load_trust

    trust = load_trust(Path(arguments.trust)) if arguments.trust else None
    checks = (*verify_bundle(path, trust, now=now()), *_deeper(path, arguments))
    code = exit_code(checks)
    lines = table(["check", "", "says"], ([c.name, _word(c), c.message] for c in checks))
    name = _fingerprint(path)
    payload = {"ok": code == 0, "exit_code": code, "checks": checks, "bundle": name}
    lines.append(f"the bundle in words: {in_words(name)} ({name})")
    return Answer(payload, [*lines, _VERDICT[code]], exit_code=code)


def _fingerprint(path: Path) -> str:
    """SHA-256 of the bundle's manifest, which names every file that is signed."""
    from core.durable import sha256_bytes
    from core.report.intact import MANIFEST, read_bundle

    return sha256_bytes(read_bundle(path).parts.get(MANIFEST, b""))


def _deeper(path: Path, arguments: Namespace) -> "Iterator[Check]":
    """The checks below depth 1, as far as they were asked for."""
    from core.report.intact import read_bundle
    from core.signing.forms import is_copy

    if bool(arguments.data) != bool(arguments.text):
        raise InputError("--data FILE and --text COL go together: give both, or neither")
    parts = read_bundle(path).parts
    if is_copy(parts):
        return  # what would be recomputed from is not in it, and the first depth says so
    if arguments.depth >= 2:
        from core.report.recheck import recheck

        yield from _guarded("figures", partial(recheck, parts))
    if arguments.depth >= 3:
        from core.report.retest import retest

        yield from _guarded("model", partial(retest, parts))
    if arguments.depth == 4:
        yield from _guarded("texts", partial(_embedded_again, parts, arguments))


def _guarded(name: str, checks: "Callable[[], Iterator[Check]]") -> "Iterator[Check]":
    """The checks; one that failed where a part is damaged, one left open where one is missing."""
    from core.report.intact import MALFORMED, Check

    try:
        yield from checks()
    except IntegrityError as fault:
        yield Check(name, False, str(fault))
    except InputError as fault:  # what the verifier gave: other texts, another language model
        yield Check(name, True, str(fault), checked=False)
    except MALFORMED as fault:
        yield Check(name, False, f"the {name} are damaged, nothing was recomputed: {fault!r:.80}")


def _embedded_again(parts: "Mapping[str, bytes]", arguments: Namespace) -> "Iterator[Check]":
    import json

    if not arguments.data:
        from core.report.retest import no_texts

        yield no_texts()
        return
    from core.embed import load_embedder
    from core.report.intact import EMBEDDING
    from core.report.retest import reembed
    from core.texts import read_plain_texts

    texts = read_plain_texts(Path(arguments.data), text=arguments.text)
    site = json.loads(parts[EMBEDDING])
    embedder = load_embedder(arguments.model or site["model"], site.get("layer"))
    yield from reembed(parts, texts, embedder, arguments.sample)


def _word(check: "Check") -> str:
    if not check.ok:
        return "FAILED"
    return "ok" if check.checked else "not checked"
