"""Evidence of a made-up case, for the tests of the report: a real certificate, the rest by hand."""

from functools import cache

from classify_world import world

from core.audit.nonreliance import Allowed, Flagged, certificate, head_of
from core.audit.nonreliance.moves import ranges_of
from core.classify.hard import fit_hard
from core.classify.plain import fit_plain

HOSTILE = "<script>alert(1)</script> **b**"


@cache
def _certificate() -> dict:
    made = world()
    plain = fit_plain(made.problem, ridge=1e-2)
    hard = fit_hard(made.problem, made.directions, 1e-2)
    pooled = made.pooled.toarray()
    names = ("he, his", "maternity, leave", HOSTILE)
    flagged = Flagged((17, 212, 9), names, made.directions.numpy(), pooled, ranges_of(pooled))
    heads = {"plain": head_of(plain), "regularized": head_of(hard)}
    return certificate(heads, made.problem.e_train.numpy(), flagged, Allowed())


def evidence() -> dict:
    """All parts of it."""
    return {
        "nonreliance": _certificate()
        | {
            "placebo": {"draws": 20, "figures": [_placebo("reliance"), _placebo("gap by sex")]},
            "deleted_words": {
                "n": 310,
                "of": 400,
                "plain": _deleted(31),
                "regularized": _deleted(4),
            },
            "coverage": [
                {"column": None, "group": None, "n": 400, "covered": 322},
                {"column": "sex", "group": "women", "n": 190, "covered": 160},
            ],
            "not_covered": ["Features that nobody flagged were not switched off or turned up."],
        },
        "leakage": leakage(),
        "swaps": swaps(),
        "proxies": proxies(),
        "reasons": reasons(),
        "alternatives": alternatives(),
        "spread": spread(),
    }


def _placebo(figure):
    return {
        "figure": figure, "flagged": 0.41, "placebo": 0.08, "placebo_most": 0.16, "p": 1 / 21
    }  # fmt: skip


def _deleted(flips):
    return {"flips": flips, "n": 310, "upper": 0.0293, "mean_dp": 0.0187, "max_dp": 0.1265}


def _probe(name, version, auc, curved=False):
    state = "recoverable" if auc > 0.55 else "not distinguishable from chance"
    return {
        "input": name, "version": version, "curved": curved, "auc": auc, "low": auc - 0.031,
        "high": auc + 0.029, "p": 0.005, "chance": 0.541, "state": state, "n": 398,
    }  # fmt: skip


def leakage() -> dict:
    """One column probed, one with too few texts."""
    probes = [
        _probe(name, version, auc)
        for name, aucs in {
            "representation": (0.961, 0.917),
            "score": (0.694, 0.512),
            "score and label": (0.738, 0.551),
            "decision": (0.634, 0.528),
        }.items()
        for version, auc in zip(("before", "after"), aucs, strict=True)
    ]
    probes += [
        _probe("representation", "LEACE", 0.508),
        _probe("representation", "after", 0.9, True),
    ]
    probes += [_probe("words of the text", "", 0.986), _probe("label", "", 0.503)]
    probes += [_probe("flagged activations", "before", 0.988)]
    told = {(p["input"], p["version"]): p for p in probes if not p["curved"]}
    summary = {
        "column": "sex", "n": 398, "state": "recoverable", "recoverable": True,
        "representation_before": told["representation", "before"],
        "representation": told["representation", "after"],
        "score_plain": told["score", "before"], "score": told["score", "after"],
        "words": told["words of the text", ""], "label": told["label", ""],
    }  # fmt: skip
    none = dict.fromkeys(set(summary) - {"column", "n"}, None) | {"column": "age_group", "n": 9}
    return {
        "columns": [
            {
                "column": "sex",
                "n": 398,
                "values": ["men", "women"],
                "left_out": [],
                "probes": probes,
            },
            {"column": "age_group", "n": 9, "values": [], "left_out": ["15"], "probes": []},
        ],
        "summary": [summary, none],
        "texts": 398,
        "shuffles": 200,
    }


def swaps() -> dict:
    """A text, a template, and a gap."""
    side = {"before": 0.764, "after": 0.241, "flipped": True}
    row = {"swap": "0390fc82b3", "words": "he → she", "text": "t3", "template": None,
           "plain": side, "regularized": side | {"after": 0.487}}  # fmt: skip
    told = {"n": 410, "flips": 139, "upper": 0.3795, "mean_dp": 0.205, "p95_dp": 0.404,
            "towards_second": -0.203}  # fmt: skip
    movers = [{"feature": 31, "name": HOSTILE, "move": 0.18}]
    return {
        "n": 410, "texts": 400, "templates": 10, "struck": 2, "own": True,
        "pairs": ["he – she", HOSTILE], "coverage": {"n": 400, "covered": 391},
        "plain": told, "regularized": told | {"flips": 39, "mean_dp": 0.045},
        "worst": [row, row | {"text": None, "template": "He left."}], "linked": 39,
        "movers": [{"feature": 31, "name": HOSTILE, "flips": 12}],
        "gaps": [row | {"features": movers}],
    }  # fmt: skip


def proxies() -> dict:
    """One open, one kept."""
    row = {
        "feature": 31, "name": HOSTILE, "value": "women", "auc": 0.79, "power": 0.58,
        "contribution": 0.013, "rank": 0.0075, "rate": 0.83, "other_rate": 0.46, "status": "open",
    }  # fmt: skip
    kept = row | {"feature": 32, "name": "leave", "status": "kept"}
    return {"columns": [{"column": "sex", "found": [row, kept]}], "open": 1}


def reasons() -> dict:
    """One decision with reasons, one without, one refused."""
    named = [
        {"feature": 3, "name": HOSTILE, "share": 0.38, "flagged": False},
        {"feature": 4, "name": "award, won", "share": 0.12, "flagged": True},
    ]
    row = {
        "id": "t3", "text": 3, "label": "hired", "decided": "hired", "probability": 0.812,
        "changed": True, "refused": False, "unexplained": 0.44, "reasons": named,
    }  # fmt: skip
    bare = row | {"id": "t4", "reasons": []}
    refused = row | {"id": HOSTILE, "refused": True, "unexplained": 0.71, "reasons": []}
    return {
        "decisions": [row, bare, refused], "refused": 190, "n": 400, "most": 4,
        "refused_above": 0.5,
        "named": [{"feature": 3, "name": HOSTILE, "n": 61}, {"feature": 9, "name": "late", "n": 7}],
    }  # fmt: skip


def alternatives() -> dict:
    """Two ways to decide, one of them without a score."""
    gaps = {"sex": {"impact_ratio": 0.81, "selection_gap": 0.094, "tpr_gap": 0.12, "fpr_gap": None}}
    row = {
        "name": "plain", "n": 400, "correct": 301, "accuracy": 0.7525, "accuracy_low": 0.7078,
        "accuracy_high": 0.7923, "balanced_accuracy": 0.751, "f1": 0.683, "auc": 0.834,
        "log_loss": 0.513, "reliance": 0.41, "gaps": gaps,
    }  # fmt: skip
    other = row | {"name": "majority", "f1": None, "auc": None, "reliance": None}
    return {"rows": [row, other], "ridge": 10.0, "words": 2000}


def spread() -> dict:
    """One figure of each model, over three draws."""
    row = {
        "model": "plain", "figure": "accuracy", "column": "", "exported": 0.7525,
        "values": [0.741, 0.748, 0.757], "low": 0.741, "high": 0.757, "sd": 0.008,
    }  # fmt: skip
    gap = row | {"model": "regularized", "figure": "tpr_gap", "column": "sex"}
    return {"fitted": True, "seeds": [1, 2, 3], "rows": [row, gap]}
