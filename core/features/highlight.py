"""Which features fire on which words of one text."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import torch
from jaxtyping import Float
from torch import Tensor

from core.features.encoder import Encoder


@dataclass(frozen=True)
class TextFeatures:
    """The features of one text."""

    spans: pd.DataFrame
    """feature, start, end (characters), strength (share of the feature's own maximum)."""
    top: pd.DataFrame
    """feature, strength, word (where it is highest), total activation; strongest first."""


def highlight(
    text: str,
    states: Float[Tensor, "tokens d_in"],
    places: dict[str, np.ndarray],
    sae: Encoder,
    maximum: np.ndarray,
) -> TextFeatures:
    """Features that fire on `text`, word by word; of those the case has never seen none.

    Args:
        text: The text.
        states: Its token states, special tokens left out.
        places: For each of them start, end and number of the word.
        sae: The autoencoder.
        maximum: [features] highest activation of each in the case.
    """
    with torch.inference_mode():
        codes = sae.encode(states)
    begin, end = _word_bounds(places)
    row = codes.row.numpy()
    fires = pd.DataFrame(
        {
            "feature": codes.latent.numpy(),
            "start": begin[row],
            "end": end[row],
            "act": codes.act.numpy(),
        }
    )
    fires = fires[maximum[fires.feature] > 0]
    fires = fires.assign(strength=np.minimum(fires.act / maximum[fires.feature], 1.0))
    keys = ["feature", "start", "end"]
    spans = fires.groupby(keys, as_index=False).strength.max()
    best = spans.sort_values(["strength", "feature", "start"], ascending=[False, True, True])
    best = best.drop_duplicates("feature")
    words = [text[s:e] for s, e in zip(best.start, best.end, strict=True)]
    total = fires.groupby("feature").act.sum()
    top = best[["feature", "strength"]].assign(word=words, total=total[best.feature].to_numpy())
    return TextFeatures(spans, top.reset_index(drop=True))


def _word_bounds(places: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """First and last character of the word each token is part of."""
    table = pd.DataFrame({name: places[name] for name in ("start", "end", "word")})
    grouped = table.groupby("word")
    return grouped.start.transform("min").to_numpy(), grouped.end.transform("max").to_numpy()
