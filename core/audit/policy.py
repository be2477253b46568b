"""What a case is judged by: limits, favourable outcomes, groups, and what counts as too few.

People set it before they see results. It is one frozen value with a hash of its own; a change is
a new value, and the ledger keeps every version.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from itertools import combinations
from typing import Any

from core.audit.verdict import Limit
from core.durable import canonical_json, sha256_bytes
from core.errors import InputError

CROSS = " × "
"""Joins the columns of an intersection in its name."""

OBTAINED = ("not said", "self-reported", "record", "term match", "inferred")
"""How the values of a group column came about."""

GUESSED = ("term match", "inferred")
"""Ways of getting a group that can carry no "within the limit"."""


@dataclass(frozen=True)
class Rule:
    """A figure that can have a limit.

    Attributes:
        words: what it is, in plain words.
        why: why it is looked at, in one sentence.
        default: the limit where nobody set one; None is no limit.
        floor: the limit is the least that must be reached, not the most allowed.
    """

    words: str
    why: str
    default: float | None
    floor: bool = False


RULES = {
    "impact_ratio": Rule(
        "lowest share of favourable decisions divided by the highest",
        "It is the screen that four-fifths practice and New York's Local Law 144 tables use.",
        0.8,
        floor=True,
    ),
    "selection_gap": Rule(
        "gap between groups in the share of favourable decisions",
        "It says how far outcomes lie apart, whatever the labels say.",
        None,
    ),
    "tpr_gap": Rule(
        "gap in favourable decisions where the label agrees",
        "People whose label is favourable should get the favourable decision at a like rate.",
        0.1,
    ),
    "fpr_gap": Rule(
        "gap in favourable decisions where the label does not agree",
        "Errors in somebody's favour should not fall to one group alone.",
        0.1,
    ),
    "ppv_gap": Rule(
        "gap in how often the label agrees with a favourable decision",
        "A favourable decision should mean alike for every group.",
        None,
    ),
    "accuracy_gap": Rule(
        "gap in decisions that agree with the label",
        "No group should get many more wrong decisions than another.",
        None,
    ),
    "accuracy_loss": Rule(
        "accuracy that the regularized model may lose",
        "It says what the change costs.",
        0.02,
    ),
    "flips": Rule(
        "share of decisions that flagged features may still change",
        "It is what “not relying on a feature” means in decisions.",
        0.005,
    ),
    "max_dp": Rule(
        "most that flagged features may still move a probability",
        "A move that changes no decision today may change one tomorrow.",
        0.02,
    ),
    "score_auc": Rule(
        "how well a group may still be told from the score (AUC, 0.5 is chance)",
        "What can be read from the score can be acted on by whoever sees it.",
        None,
    ),
}


@dataclass(frozen=True)
class Policy:
    """What a case is judged by.

    Attributes:
        favourable: the labels that are good for the person.
        groups: columns to judge, and crosses of two like "sex × age"; () is every column of the
            case and every pair of them.
        limits: name of `RULES` -> limit; None is no limit.
        metrics: names of `RULES` that get a verdict; () is every one with a limit. The others are
            shown, and not judged.
        enough: rows that a rate must be of before its group is compared.
        unknown_share: largest share of rows without a group for which "within" can be said.
        exclude_share: groups with a smaller share of the rows are left out of impact ratios.
        exclude_why: why they are; needed with `exclude_share`.
        obtained: group column -> how its values came about, one of `OBTAINED`.
        why: why this policy, in the words of who set it.
    """

    favourable: tuple[str, ...]
    groups: tuple[str, ...] = ()
    limits: Mapping[str, float | None] = field(
        default_factory=lambda: {name: rule.default for name, rule in RULES.items()}
    )
    metrics: tuple[str, ...] = ()
    enough: int = 30
    unknown_share: float = 0.2
    exclude_share: float = 0.0
    exclude_why: str = ""
    obtained: Mapping[str, str] = field(default_factory=dict)
    why: str = ""

    def __post_init__(self) -> None:
        _check(self)

    def limit(self, name: str) -> Limit:
        """The limit a figure is held against; none for one that is not judged."""
        given = self.limits.get(name, RULES[name].default)
        return Limit(given if name in (self.metrics or RULES) else None, RULES[name].floor)

    @property
    def judged(self) -> tuple[str, ...]:
        """The figures that get a verdict."""
        return tuple(name for name in RULES if self.limit(name).value is not None)

    def judged_limits(self) -> dict[str, float | None]:
        """The limit of every figure; None for those that are not judged."""
        return {name: self.limit(name).value for name in RULES}

    def attributes(self, columns: Sequence[str]) -> tuple[str, ...]:
        """The columns and crosses that are judged, of a case with these group columns."""
        everything = (*columns, *(CROSS.join(pair) for pair in combinations(columns, 2)))
        return tuple(name for name in everything if not self.groups or name in self.groups)

    def with_limits(self, limits: Mapping[str, float | None]) -> "Policy":
        """The same policy with some limits set anew."""
        return replace(self, limits={**self.limits, **limits})

    def as_json(self) -> dict[str, Any]:
        """The policy in JSON's own types; without `metrics` where it names none, as before.

        Shares are floats, so that a policy quoted in a report, where 0.0 is 0, has the same hash.
        """
        told = asdict(self) | {
            "favourable": list(self.favourable),
            "groups": list(self.groups),
            "limits": {n: None if v is None else float(v) for n, v in self.limits.items()},
            "unknown_share": float(self.unknown_share),
            "exclude_share": float(self.exclude_share),
            "obtained": dict(self.obtained),
        }
        del told["metrics"]
        return told | ({"metrics": list(self.metrics)} if self.metrics else {})

    @property
    def sha256(self) -> str:
        """Hash of all of it."""
        return sha256_bytes(canonical_json(self.as_json()))


def policy_from(content: Mapping[str, Any]) -> Policy:
    """The policy that `Policy.as_json` wrote.

    Raises:
        InputError: it is not one.
    """
    known = {each.name for each in fields(Policy)}
    if "favourable" not in content or set(content) - known:
        raise InputError(f"not a policy: {sorted(content)}; write it with `selfreg policy`")
    lists = {name: tuple(content.get(name, ())) for name in ("favourable", "groups", "metrics")}
    return Policy(**{**content, **lists})


def parse_limit(text: str) -> tuple[str, float | None]:
    """Name and value of a limit written as NAME=VALUE; "none" takes the limit away.

    Raises:
        InputError: no such limit, or no such value.
    """
    name, _, value = text.partition("=")
    if name not in RULES:
        raise InputError(f"no limit {name!r}: choose one of {', '.join(RULES)}, as NAME=VALUE")
    if value.strip().lower() == "none":
        return name, None
    try:
        return name, float(value)
    except ValueError:
        raise InputError(
            f"limit {text!r} has no number: write it like {name}={RULES[name].default or 0.1}, or "
            f"{name}=none for no limit"
        ) from None


def _check(policy: Policy) -> None:
    if not policy.favourable:
        raise InputError("no favourable outcome given: name at least one label")
    for name, value in policy.limits.items():
        if name not in RULES:
            raise InputError(f"no limit {name!r}: choose one of {', '.join(RULES)}")
        if value is not None and not (math.isfinite(value) and 0 <= value <= 1):
            raise InputError(f"limit {name} is {value}: give a number from 0 to 1")
    for name in policy.metrics:
        if name not in RULES:
            raise InputError(f"no figure {name!r}: choose from {', '.join(RULES)}")
        if policy.limit(name).value is None:
            raise InputError(f"{name} is to be judged, and has no limit: set one, like {name}=0.1")
    for column, how in policy.obtained.items():
        if how not in OBTAINED:
            raise InputError(f"{column} cannot be {how!r}: use one of {', '.join(OBTAINED)}")
    for name in ("unknown_share", "exclude_share"):
        if not 0 <= getattr(policy, name) <= 1:
            raise InputError(f"{name} is {getattr(policy, name)}: give a share from 0 to 1")
    if policy.enough < 1:
        raise InputError(f"groups are compared from {policy.enough} rows on: give 1 or more")
    if policy.exclude_share and not policy.exclude_why.strip():
        raise InputError("small groups are left out without a reason: say why")
