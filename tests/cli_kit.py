"""The command line in tests: a small case, and an engine whose calls are noted and checked."""

import inspect
import json
from dataclasses import dataclass

import pandas as pd
import pytest

from core import cli
from core.case import Case, Settings
from core.review.ledger import Event
from core.texts import Texts

FOUND = ["feature", "name", "texts", "strength", "reason"]
TEXT = "Yesterday he said that his work is done."


@dataclass(frozen=True)
class Summary:
    """Stands in for what a long step says."""

    features: int = 3

    def __str__(self):
        return "3 features"


@pytest.fixture
def cli_case(tmp_path):
    """A case of two texts."""
    frame = pd.DataFrame(
        {
            "id": ["a", "b"],
            "text": [TEXT, "She plans bridges."],
            "label": ["invite", "decline"],
            "split": ["train", "test"],
            "gender": ["m", None],
        },
        dtype=object,
    )
    settings = Settings("c", "f.csv", "text", "label", ("gender",), "split", "invite", "minilm")
    return Case.create(tmp_path / "c", settings, Texts(frame, ("gender",), ("one row left out",)))


@pytest.fixture
def calls(monkeypatch):
    """Replace a function of the pipeline; afterwards (arguments, keywords) of its calls."""
    from core import pipeline  # loads torch, which most tests do without

    noted = []

    def replace(name, answer):
        real = inspect.signature(getattr(pipeline, name))

        def stand_in(*args, **keywords):
            real.bind(*args, **keywords)  # a call the real function would refuse is refused here
            noted.append((args, keywords))
            return answer

        monkeypatch.setattr(pipeline, name, stand_in)
        return noted

    return replace


@pytest.fixture
def say(capsys):
    """Run one command; its exit code, its one JSON object (or lines) and standard error."""

    def run(*words):
        code = cli.main([str(word) for word in words])
        out, err = capsys.readouterr()
        return code, json.loads(out) if "--json" in words else out, err

    return run


def event(name, subject=None, reason=""):
    """One entry of a ledger."""
    return Event(3, "0" * 64, "2026-01-01T00:00:00Z", "A", name, subject or {}, reason, "1" * 64)
