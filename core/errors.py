"""Every error selfreg raises on purpose.

SelfregError
├── InputError        the caller's data or argument is at fault           (exit code 2)
├── CaseError         the case is missing, or not ready for this step     (exit code 2)
├── StaleError        somebody else decided in the meantime               (exit code 2)
├── IntegrityError    a file is not what its checksum says                (exit code 1)
└── Cancelled         a person stopped the work                           (exit code 1)

A message says what is wrong, with the value seen, then what to do.
"""


class SelfregError(Exception):
    """Anything selfreg reports in one plain sentence instead of a traceback."""

    exit_code = 1


class InputError(SelfregError):
    """The data or an argument cannot be used as it is; change it and try again."""

    exit_code = 2


class CaseError(SelfregError):
    """The case does not exist, or an earlier step has to run first."""

    exit_code = 2


class StaleError(SelfregError):
    """A newer decision exists; look at it, then decide again."""

    exit_code = 2


class IntegrityError(SelfregError):
    """A stored file does not match its recorded checksum."""


class Cancelled(SelfregError):  # noqa: N818  (a stop on request is no fault)
    """The work was stopped on request; run it again to go on where it stopped."""
