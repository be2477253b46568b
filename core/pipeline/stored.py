"""The predictions and activations that go into a bundle, so that others can recompute figures."""

import os
import secrets
from typing import TYPE_CHECKING

from core.case import Case
from core.durable import replace_with
from core.report.stored import (
    GROUP,
    Activations,
    activations_bytes,
    predictions_bytes,
    row_id,
    spaced,
)

if TYPE_CHECKING:
    from core.pipeline.data import Data

_MODELS = ("plain", "regularized")


def stored_parts(case: Case) -> tuple[bytes, bytes]:
    """The stored predictions and activations of the test texts, as files."""
    from core.pipeline.data import load_data

    data = load_data(case)
    return _predictions(case, data), _activations(case, data)


def _predictions(case: Case, data: "Data") -> bytes:
    from core.pipeline.answers import model_of, predictions
    from core.pipeline.judged import current_policy

    favourable = current_policy(case).favourable
    test, salt = data.frame.iloc[data.rows("test")], salt_of(case)
    table = test[["label"]].reset_index(drop=True)
    table.insert(0, "row", [row_id(salt, str(each)) for each in test["id"]])
    for kind in _MODELS:
        model = model_of(case, kind)
        found = predictions(model, data, "test", case.settings.favourable)
        table[kind] = list(found.labels)
        table[f"{kind}_chance"] = found.favourable_probability
        judged = predictions(model, data, "test", favourable)
        table[f"{kind}_judged"] = judged.favourable_probability
    for column in case.settings.groups:
        table[f"{GROUP}{column}"] = test[column].to_numpy()
    return predictions_bytes(table)


def _activations(case: Case, data: "Data") -> bytes:
    import torch

    from core.pipeline.flags import contributions_of, read_flags

    flags, test = read_flags(case), data.rows("test")
    _, codes, decoder = contributions_of(case, flags, len(data.unit))
    rows = spaced(len(test), data.unit.shape[1] + codes.shape[1])
    kept = test[rows.numpy()]
    return activations_bytes(
        Activations(
            rows.int(),
            data.unit[kept],
            torch.from_numpy(flags.directions),
            torch.tensor(flags.features, dtype=torch.int32),
            torch.from_numpy(codes[kept].toarray()),
            decoder.detach(),
        )
    )


def salt_of(case: Case) -> bytes:
    """What row names are salted with; made on first use."""
    if not case.salt_path.is_file():
        with replace_with(case.salt_path) as beside:
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(32))
    return case.salt_path.read_bytes()
