"""What a verifier recomputes from: predictions without any text, and activations."""

import hmac
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import IntegrityError
from core.signing.forms import ACTIVATIONS

if TYPE_CHECKING:
    from pandas import DataFrame
    from torch import Tensor

PREDICTIONS = "data/eval_predictions.parquet"
GROUP = "group:"
"""Stands before the name of each group column, so that no name can take another's place."""

MOST_NUMBERS = 12_000_000
"""In the stored embeddings; of more texts, evenly spaced ones are kept."""


@dataclass(frozen=True)
class Activations:
    """What the exported model saw of the test texts.

    Attributes:
        rows: which rows of the stored predictions these are.
        embeddings: of length 1.
        directions: the flagged directions as they were flagged.
        features: numbers of the flagged features of today.
        codes: how much of each of them is in each embedding.
        decoder: the directions of those features.
    """

    rows: "Tensor"
    embeddings: "Tensor"
    directions: "Tensor"
    features: "Tensor"
    codes: "Tensor"
    decoder: "Tensor"


def row_id(salt: bytes, text_id: str) -> str:
    """The name of a row, which tells nothing to whoever does not have the salt."""
    return hmac.new(salt, text_id.encode(), "sha256").hexdigest()[:32]


def predictions_bytes(table: "DataFrame") -> bytes:
    """The predictions as Parquet; equal tables give equal bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    made = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(made, buffer, compression="zstd")
    return buffer.getvalue()


def read_predictions(content: bytes) -> "DataFrame":
    """The stored predictions.

    Raises:
        IntegrityError: the content is no such table.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_table(io.BytesIO(content)).to_pandas()
    except (pa.ArrowException, OSError, ValueError) as fault:
        raise IntegrityError(f"{PREDICTIONS} is no table: {fault!s:.80}") from None


def counted_bytes(predictions: bytes) -> bytes:
    """Names, labels, decisions and groups of the stored predictions as CSV, for whoever counts.

    Raises:
        IntegrityError: the content is no such table.
    """
    table = read_predictions(predictions)
    try:
        kept = table[["row", "label", "plain", "regularized"]]
    except KeyError as fault:
        raise IntegrityError(f"{PREDICTIONS} lacks a column: {fault!s:.80}") from None
    groups = table[[name for name in table if name.startswith(GROUP)]]
    return kept.join(groups).to_csv(index=False, lineterminator="\n").encode()


def activations_bytes(given: Activations) -> bytes:
    """The activations as safetensors; equal ones give equal bytes."""
    from safetensors.torch import save

    return save({name: tensor.clone().contiguous() for name, tensor in vars(given).items()})


def read_activations(content: bytes) -> Activations:
    """The stored activations.

    Raises:
        IntegrityError: the content is not what `activations_bytes` wrote.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load

    try:
        return Activations(**load(content))
    except (SafetensorError, TypeError, ValueError) as fault:
        raise IntegrityError(f"{ACTIVATIONS} holds no activations: {fault!s:.80}") from None


def spaced(count: int, width: int) -> Any:  # noqa: ANN401  (a tensor)
    """The rows that are kept, evenly spaced where not all are."""
    import torch

    keep = min(count, max(1, MOST_NUMBERS // max(1, width)))
    return torch.linspace(0, count - 1, keep).round().long().unique()
