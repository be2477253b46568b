"""A site: which model is read, and which of its numbers are taken."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Site:
    """Everything that decides an embedding besides the text."""

    model: str
    """"minilm" for the embedded model, else a Hugging Face name or a folder."""
    checksum: str
    """SHA-256 over the model's weight files; another value means another model."""
    pooling: str
    """"mean" over all tokens (encoders) or "last" token (decoders)."""
    max_tokens: int
    """Longer texts are read up to here, special tokens included."""
    d_in: int
    """Length of a token state."""
    layer: int | None = None
    """Read after this layer, counted from 1; None: the whole model."""

    def to_json(self) -> dict[str, Any]:
        """The site as a JSON object; `Site(**it)` gives it back."""
        return asdict(self)
