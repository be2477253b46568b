"""The sample case: a hiring screen with invented applications."""

import tempfile
from pathlib import Path

from core.case import Case
from core.pipeline.new import new_case
from core.sample import applications

_TEXTS = 4000
_SEED = 0
_POLICY = (
    "Whom to invite is decided by the evidence of skill alone: "
    "not by gender, not by parental leave, not by a hobby."
)


def sample_case(folder: Path) -> Case:
    """The sample case at `folder`, made if nothing is there yet.

    Raises:
        CaseError: There is something else at `folder`.
    """
    if folder.exists() and any(folder.iterdir()):
        return Case.open(folder)
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch) / "applications.csv"
        applications(_TEXTS, _SEED).frame.to_csv(data, index=False)
        return new_case(
            folder,
            data,
            text="text",
            label="decision",
            groups=("gender", "parental_leave", "hobby"),
            split="split",
            favourable="invite",
            model="minilm",
            policy=_POLICY,
            seed=_SEED,
        )
