"""Decisions on open lines, signatures, and taking them back: `dispose`, `sign` and `revoke`."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.answer import Answer, one_line
from core.cli.keys import VARIABLE, signer_of
from core.cli.parser import Commands, Parser, count
from core.errors import InputError

if TYPE_CHECKING:
    from core.case import Case
    from core.pipeline.certificates import Certificate
    from core.signing.keys import Signer

_CHOICES = ["accept", "fix", "restrict use", "collect data"]


def register(commands: Commands) -> None:
    """Add `dispose`, `sign` and `revoke`."""
    open_line = commands.add_on_case(
        "dispose",
        dispose,
        help="decide about a line of the report that is over its limit or lacks evidence; without "
        "a line, show those that wait",
        example='selfreg dispose hiring outcomes --choice accept --reason "…" --by NAME',
    )
    open_line.add_argument("line", metavar="LINE", nargs="?", help="name of the line")
    open_line.add_argument("--choice", choices=_CHOICES, help="what follows from it")
    open_line.add_argument(
        "--reason", metavar="TEXT", default="", help="why, in 20 characters or more"
    )
    open_line.add_argument("--by", metavar="NAME", default="", help="who decides")
    _register_sign(commands)
    _register_revoke(commands)


def _register_sign(commands: Commands) -> None:
    command = commands.add_on_case(
        "sign",
        sign,
        help="sign the regularized model and its report as they are now",
        example='selfreg sign hiring --by "A. Reader" --role "head of compliance" '
        "--meaning approved --key",
    )
    command.add_argument("--by", metavar="NAME", required=True, help="your full name")
    command.add_argument("--role", metavar="ROLE", required=True, help="in which role you sign")
    command.add_argument(
        "--meaning",
        choices=["reviewed", "approved", "refused"],
        required=True,
        help="what your signature says; who refuses gives a --reason, and no bundle of this model "
        "verifies until they approve it themselves",
    )
    command.add_argument("--reason", metavar="TEXT", default="", help="why you refuse")
    command.add_argument(
        "--condition",
        metavar="TEXT",
        action="append",
        default=[],
        help="on which you approve, part of what is signed; again and again",
    )
    _key_argument(command, "sign with your key, made on first use, so that others can check it")
    command.add_argument(
        "--independent",
        action="store_true",
        help="state that you took no part in the development",
    )
    command.add_argument(
        "--read",
        action="store_true",
        help="state that you read every part of the report as it is now, which an approval with a "
        "key needs; it goes into the history",
    )
    command.add_argument(
        "--months", metavar="N", type=count, default=12, help="how long it is valid (default: 12)"
    )


def _key_argument(command: Parser, says: str) -> None:
    command.add_argument(
        "--key",
        metavar="FILE",
        nargs="?",
        const="",
        help=f"{says}; FILE if it lies elsewhere than in your own folder. The passphrase is asked "
        f"for, or taken from the environment variable {VARIABLE}",
    )


def _register_revoke(commands: Commands) -> None:
    command = commands.add_on_case(
        "revoke",
        revoke,
        help="say that a bundle that was approved does not count any more; without --bundle, show "
        "those that were approved, and put what was revoked or replaced on a list of keys",
        example='selfreg revoke hiring --bundle 3f9a1c --reason "40 labels were wrong" --by NAME',
    )
    command.add_argument(
        "--bundle", metavar="START", default="", help="beginning of the bundle's fingerprint"
    )
    command.add_argument("--reason", metavar="TEXT", default="", help="why, 20 characters or more")
    command.add_argument("--by", metavar="NAME", default="", help="who revokes it")
    _key_argument(command, "sign the revocation with your key, so that a verifier can check it")
    command.add_argument(
        "--trust", metavar="FILE", help="list of keys that says from now on what counts no more"
    )


def dispose(case: "Case", arguments: Namespace) -> Answer:
    """The disposition just written to the ledger, or the lines that wait for one."""
    from core import pipeline
    from core.pipeline.clock import now

    if arguments.line is None:
        return _waiting(case)
    if not arguments.choice:
        raise InputError(f"no choice given: add --choice with one of {', '.join(_CHOICES)}")
    (event,) = pipeline.dispose(
        case, [arguments.line], arguments.choice, arguments.reason, arguments.by, now()
    )
    return Answer({"event": event}, [one_line(f"{arguments.line}: {arguments.choice}")])


def _waiting(case: "Case") -> Answer:
    """What an approval with a key still needs people to decide."""
    from core.pipeline.deliver import case_report
    from core.signing.approvals import undecided, undisposed

    report = case_report(case)
    lines, proxies = undisposed(report), undecided(report)
    told = [f"{each['line']}: {each['title']}, {each['state']}" for each in lines]
    told += [
        f"feature {each['feature']} ({each['name']}): a likely proxy, flag it or keep it with a "
        "reason"
        for each in proxies
    ]
    said = [one_line(each) for each in told] or ["no line waits for a disposition"]
    return Answer({"open": lines, "proxies": proxies}, said)


def sign(case: "Case", arguments: Namespace) -> Answer:
    """The signature or refusal just written to the ledger."""
    from core import pipeline
    from core.pipeline.clock import now
    from core.signing.keys import in_fours
    from core.signing.spoken import in_words

    signer = _signer(arguments)
    if arguments.meaning == "refused":
        given = (arguments.by, arguments.role, arguments.reason, now())
        event = pipeline.refuse_case(case, *given, signer=signer)
        return Answer({"event": event}, [one_line(f"refused by {event.by}: {event.reason}")])
    if arguments.reason:
        raise InputError("--reason is for --meaning refused: leave it, or give a --condition")
    event = pipeline.sign_case(
        case,
        by=arguments.by,
        role=arguments.role,
        meaning=arguments.meaning,
        ts=now(),
        signer=signer,
        independent=arguments.independent,
        months=arguments.months,
        read=arguments.read,
        conditions=arguments.condition,
    )
    how = "kept in the history alone: nobody else can check it; sign with --key for that"
    if signer is not None:
        how = f"with the key {in_fours(signer.keyid)}"
    lines = [f"signed by {event.by}, {how}"]
    if event.subject.get("bundle"):
        lines.append(f"the bundle in words: {in_words(event.subject['bundle'])}")
    if any(each.bundle == event.subject.get("bundle") for each in _sealed(case)):
        lines.append("the bundle is sealed: the approvals that it takes hold")
    return Answer({"event": event}, [one_line(line) for line in lines])


def _sealed(case: "Case") -> "list[Certificate]":
    from core import pipeline

    return [each for each in pipeline.approved_bundles(case) if each.sealed and not each.gone]


def _signer(arguments: Namespace) -> "Signer | None":
    """The key that was asked for; None without --key."""
    if arguments.key is None:
        return None
    return signer_of(arguments.by, Path(arguments.key) if arguments.key else None)


def revoke(case: "Case", arguments: Namespace) -> Answer:
    """Every approved bundle of the case, and why some count no more."""
    from core import pipeline
    from core.pipeline.certificates import signed_revocations
    from core.pipeline.clock import now
    from core.signing.trust import withdraw_in_trust

    if arguments.bundle:
        given = (arguments.bundle, arguments.reason, arguments.by, now())
        pipeline.revoke_certificate(case, *given, signer=_signer(arguments))
    elif arguments.key is not None:
        raise InputError("--key signs a revocation: add --bundle with the one that is meant")
    found = pipeline.approved_bundles(case)
    lines = [
        one_line(f"{c.bundle[:16]} approved by {', '.join(c.by)} on {c.on[:10]}{_state(c)}")
        for c in found
    ]
    gone = {c.bundle: c.gone for c in found if c.gone}
    if arguments.trust:
        withdraw_in_trust(Path(arguments.trust), gone, signed_revocations(case))
        lines.append(f"on {arguments.trust}: {len(gone)} that count no more")
    return Answer({"bundles": found}, lines or ["no bundle was approved with a key"])


def _state(each: "Certificate") -> str:
    sealed = f", sealed on {each.sealed[:10]}" if each.sealed else ""
    return f"{sealed}: {each.gone or 'counts'}"
