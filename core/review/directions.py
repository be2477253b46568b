"""Decoder directions as text, so that a flag survives a retrained autoencoder."""

import base64
import binascii
from collections.abc import Iterable, Sequence

import numpy as np
from jaxtyping import Float

from core.errors import IntegrityError
from core.review.event import Event
from core.review.verdicts import decisions, flagged


def direction_to_text(direction: Sequence[float] | Float[np.ndarray, " d_in"]) -> str:
    """The direction as base64 of little-endian float32."""
    return base64.b64encode(np.asarray(direction, dtype="<f4").tobytes()).decode()


def direction_from_text(text: str) -> Float[np.ndarray, " d_in"]:
    """The direction that `direction_to_text` wrote, in float32.

    Raises:
        IntegrityError: the text is not one.
    """
    try:
        return np.frombuffer(base64.b64decode(text, validate=True), dtype="<f4").astype(np.float32)
    except (ValueError, binascii.Error) as error:
        raise IntegrityError(f"not a direction: {text[:20]!r}; verify the ledger") from error


def flagged_directions(events: Iterable[Event]) -> dict[int, Float[np.ndarray, " d_in"]]:
    """Flagged feature -> its decoder direction as it was when the person flagged it."""
    events = tuple(events)
    newest = {event.subject["feature"]: event for event in decisions(events)}
    return {f: direction_from_text(newest[f].subject["direction"]) for f in flagged(events)}
