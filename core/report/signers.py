"""What the report tells of sign-off: who decided, signed, refused or revoked, and when."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Disposition:
    """What a person decided about a line of page one that is over its limit, or open.

    Attributes:
        line: its name.
        state: it had.
        choice: "accept", "fix", "restrict use" or "collect data".
        reason: in the person's words.
        by: who.
        ts: when (UTC).
    """

    line: str
    state: str
    choice: str
    reason: str
    by: str
    ts: str


@dataclass(frozen=True)
class Signed:
    """A signature as the ledger tells it; whether it holds, `selfreg verify` says.

    Attributes:
        by: who signed.
        role: they signed in.
        meaning: "reviewed" or "approved".
        ts: when (UTC).
        valid_until: when it ends (UTC); "" for one that was made without a key.
        independent: they state that they took no part in the development.
        keyid: fingerprint of the key; "" without one.
        bundle: fingerprint of the bundle that was signed, of its manifest; "" without a key.
        conditions: under which it was given.
    """

    by: str
    role: str
    meaning: str
    ts: str
    valid_until: str = ""
    independent: bool = False
    keyid: str = ""
    bundle: str = ""
    conditions: tuple[str, ...] = ()


WITHDRAWN = ("approval.refused", "key.retired", "certificate.revoked")


@dataclass(frozen=True)
class Withdrawn:
    """Something that speaks against signing, or takes a signature back.

    Attributes:
        event: one of `WITHDRAWN`.
        about: the role of who refused, or the fingerprint of the key or of the bundle.
        by: who.
        ts: when (UTC).
        reason: in the person's words.
        stands: it is a refusal of this very model.
    """

    event: str
    about: str
    by: str
    ts: str
    reason: str
    stands: bool = False


@dataclass(frozen=True)
class SignoffFacts:
    """What a signature under this report asks for; the signatures stand beside it.

    Attributes:
        builders: who trained the regularized model.
        reviewers: who flagged features.
        dispositions: oldest first.
        months: that an approval is valid.
        earlier: signatures over an earlier state, which do not count for this one.
        withdrawn: refusals, retired keys and revoked certificates, oldest first.
    """

    builders: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    dispositions: tuple[Disposition, ...] = ()
    months: int = 12
    earlier: tuple[Signed, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()
