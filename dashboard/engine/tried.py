"""What was tried on both models: certificate, deleted and swapped words, probes, proxies."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.engine.places import open_case, revision


@dataclass(frozen=True)
class Candidate:
    """A feature nobody flagged that is worth a look.

    Attributes:
        feature: its number.
        name: its name.
        why: the reason, in a sentence.
    """

    feature: int
    name: str
    why: str


def tried(case: str) -> dict[str, Any]:
    """The report's parts nonreliance, leakage, swaps and proxies; empty before they were made.

    Never change it.
    """
    return _tried(case, revision(case))


@st.cache_resource(max_entries=10, show_spinner=False)
def _tried(case: str, revision: str) -> dict[str, Any]:
    opened = open_case(case)
    if not opened.evidence_path.is_file():
        return {}
    from core.pipeline.evidence import load_evidence
    from core.report.tried import tried as told

    found = told(load_evidence(opened))
    return found if all(found[name]["tested"] for name in ("nonreliance", "leakage")) else {}


def candidates(case: str, most: int = 8) -> list[Candidate]:
    """Features behind flips that no flag explains, then undecided proxies, each once."""
    found = tried(case)
    gaps = found["swaps"].get("gaps", []) if found else []
    rows = [
        Candidate(f["feature"], f["name"], f"Moved the decision when {gap['words']}.")
        for gap in gaps
        for f in gap["features"]
    ]
    columns = found["proxies"].get("columns", []) if found else []
    proxies = [p | {"column": c["column"]} for c in columns for p in c["found"]]
    rows += [
        Candidate(p["feature"], p["name"], p["why"])
        for p in sorted(proxies, key=lambda p: -p["rank"])
        if p["status"] == "open"
    ]
    return list({row.feature: row for row in reversed(rows)}.values())[::-1][:most]
