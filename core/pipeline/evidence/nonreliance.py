"""The certificate of a trained case: what flagged features can still do to its decisions."""

from typing import Any

import numpy as np
import pandas as pd

from core.audit import NOT_GIVEN
from core.audit.nonreliance import Allowed, Flagged, certificate
from core.audit.nonreliance.moves import Ranges, Trial, ranges_of
from core.audit.nonreliance.placebo import DRAWS, Sizes, gap, matched, rank_p
from core.audit.nonreliance.rewritten import rewritten
from core.pipeline.evidence.ground import Ground
from core.progress import Progress

_BLOCK = 256


def nonreliance(ground: Ground, progress: Progress, limit: Allowed | None = None) -> dict[str, Any]:
    """The certificate, its placebo, deleted words, coverage, and what it does not cover."""
    flagged, seed = flagged_of(ground), ground.case.settings.seed
    limit = limit or Allowed()
    found = certificate(ground.heads, ground.e, flagged, limit, seed, progress)
    progress("Trying random features instead", 0, 1)
    return found | {
        "placebo": _placebo(ground, flagged),
        "deleted_words": _deleted_words(ground, progress),
        "coverage": _coverage(ground),
        "not_covered": _not_covered(ground),
    }


def flagged_of(ground: Ground) -> Flagged:
    """The flagged features as the test texts hold them."""
    features = ground.flagged
    codes = ground.codes(features).tocsc()
    blocks = [codes[:, i : i + _BLOCK].toarray() for i in range(0, len(features), _BLOCK)]
    parts = [ranges_of(block) for block in blocks] or [ranges_of(np.zeros((1, 0)))]
    names = ("p50", "p99", "top")
    return Flagged(
        tuple(features),
        tuple(ground.table.name.iloc[features].astype(str)),
        ground.directions(features),
        codes.tocsr()[ground.test].toarray(),
        Ranges(*(np.concatenate([getattr(part, name) for part in parts]) for name in names)),
    )


def _placebo(ground: Ground, flagged: Flagged) -> dict[str, Any]:
    """Switching off the flagged features beside switching off others like them, plain model."""
    told = _switched_off_each(ground, like_flagged(ground))
    own = _switched_off(ground, flagged.pooled, flagged.directions)
    return {
        "draws": len(told),
        "figures": [_beside(name, own, told) for name in own],
    }


def like_flagged(ground: Ground, draws: int = DRAWS) -> list[list[int]]:
    """For each draw, unflagged features that fire about as often and as strongly as the flagged."""
    sizes = ground.sizes().set_index("feature")
    live = ground.table.feature[ground.table.status == "live"]
    pool = sizes.index[sizes.index.isin(live) & ~sizes.index.isin(ground.flagged)]
    like = sizes.reindex(ground.flagged).dropna()
    drawn = matched(_sizes(like), _sizes(sizes.loc[pool]), ground.case.settings.seed, draws)
    return [pool[draw].tolist() for draw in drawn]


def _sizes(rows: pd.DataFrame) -> Sizes:
    return Sizes(rows.rate.to_numpy(float), rows.norm.to_numpy(float))


def _switched_off_each(ground: Ground, sets: list[list[int]]) -> list[dict[str, float]]:
    features = sorted({feature for chosen in sets for feature in chosen})
    pooled, directions = ground.codes(features)[ground.test].tocsc(), ground.directions(features)
    places = [np.searchsorted(features, chosen) for chosen in sets]
    return [_switched_off(ground, pooled[:, at].toarray(), directions[at]) for at in places]


def _beside(name: str, own: dict[str, float], told: list[dict[str, float]]) -> dict[str, Any]:
    drawn = sorted(one[name] for one in told)
    return {
        "figure": name,
        "flagged": own[name],
        "placebo": float(np.median(drawn)) if drawn else None,
        "placebo_most": drawn[-1] if drawn else None,
        "p": rank_p(own[name], drawn) if drawn else None,
    }


def _switched_off(ground: Ground, pooled: np.ndarray, directions: np.ndarray) -> dict[str, float]:
    """What switching off some features does to the plain model: reliance, flips, gaps."""
    nothing = Ranges(*np.zeros((3, len(directions))))
    trial = Trial(ground.heads["plain"], ground.e, pooled, directions, nothing)
    effect = trial.together("off")
    figures = {
        "reliance": float(np.sqrt(np.mean(effect.move_sd**2))) if len(ground.e) else 0.0,
        "flips": float(effect.flipped.mean()) if len(ground.e) else 0.0,
    }
    after = trial.head.decide(trial.logits) if not len(ground.e) else _after(trial)
    for column in ground.case.settings.groups:
        groups = pd.factorize(ground.frame[column])[0]
        change = [gap(decided, ground.favourable, groups) for decided in (trial.decided, after)]
        figures[f"gap by {column}"] = abs(change[1] - change[0])
    return figures


def _after(trial: Trial) -> np.ndarray:
    return trial.head.decide(trial.head.logits(trial.views - trial.pooled @ trial.reach))


def _deleted_words(ground: Ground, progress: Progress) -> dict[str, Any]:
    """Both models on test texts without the words that flagged features stand for."""
    found = ground.deleted(progress)
    e = ground.data.unit[found.rows].double().numpy()
    without = e - found.differences.double().numpy()
    told = {kind: rewritten(head, e, without) for kind, head in ground.heads.items()}
    return {"n": len(e), "of": len(ground.test)} | told


def _coverage(ground: Ground) -> list[dict[str, Any]]:
    """In how many test texts, of each group, at least one flagged feature is present."""
    present = ground.present(ground.flagged)[ground.test]
    rows = [{"column": None, "group": None, "n": len(present), "covered": int(present.sum())}]
    for column in ground.case.settings.groups:
        values = ground.frame[column].astype(object).where(ground.frame[column].notna(), NOT_GIVEN)
        for group, own in pd.Series(present).groupby(values.to_numpy()):
            rows.append(
                {"column": column, "group": str(group), "n": len(own), "covered": int(own.sum())}
            )
    return rows


def _not_covered(ground: Ground) -> list[str]:
    """Plain sentences on what these tests say nothing about."""
    cut, lost = ground.case.info("embed").get("cut") or 0, ground.flags.lost
    told = [
        "The classifier's use of the flagged directions was tried. The language model before it "
        "has already mixed the words of a text, and other directions may carry the same "
        "information: see what is still recoverable, and the proxies.",
        "Features that nobody flagged were not switched off or turned up.",
        "Strengths beyond twice the largest one seen in the case's texts were not tried.",
        "Texts of another kind, language or length than the test texts were not tried.",
    ]
    if cut:
        told.append(f"What stands beyond the model's limit in {cut:,} longer texts was not seen.")
    if lost:
        told.append(
            f"{len(lost)} flagged directions have no feature in today's dictionary, so it is not "
            "known how strong they are in a text."
        )
    return told
