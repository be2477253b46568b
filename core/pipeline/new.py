"""A file of labelled texts becomes a case."""

from collections.abc import Sequence
from pathlib import Path

from core.case import CHOSEN, Case, Settings
from core.errors import InputError
from core.pipeline.clock import now
from core.review.ledger import Ledger
from core.texts import Texts, read_texts


def new_case(
    folder: Path,
    data: Path,
    *,
    text: str,
    label: str,
    groups: Sequence[str] = (),
    split: str | None = None,
    favourable: str | None = None,
    model: str = "minilm",
    policy: str = "",
    by: str = "selfreg",
    ts: str | None = None,
    seed: int = 0,
    sae: str = "",
    layer: int | None = None,
) -> Case:
    """The case made in `folder` from the file `data`.

    Args:
        folder: A new folder; its name is the case's name.
        data: CSV, TSV, JSONL or Parquet.
        text: Column of the texts.
        label: Column of the labels.
        groups: Columns with the groups to compare.
        split: Column that says train, valid or test; without it a seeded split is made.
        favourable: The label that is good for the person; by default the last in sorted order.
        model: "minilm", a Hugging Face name, or a folder.
        policy: What the decision must not depend on, in a person's words.
        by: Who makes the case.
        ts: When (UTC, RFC 3339); None: now.
        seed: For the split and the training of features.
        sae: Kind of autoencoder, as in `core.sae.size.read_wish`; "" for the default.
        layer: Read the model after this layer, counted from 1; None: the training texts decide for
            the embedded model, others are read whole.

    Raises:
        InputError: The file, a column, the folder, the kind of autoencoder or the layer cannot be
            used.
    """
    if sae:
        from core.sae.size import read_wish

        read_wish(sae)
    layer = _layer(model, layer)
    texts = read_texts(data, text=text, label=label, groups=groups, split=split, seed=seed)
    settings = Settings(
        name=Path(folder).name,
        source=Path(data).name,
        text=text,
        label=label,
        groups=tuple(texts.groups),
        split=split,
        favourable=_favourable(texts, favourable, label),
        model=model,
        seed=seed,
        layer=layer,
        **({"sae": sae} if sae else {}),
    )
    case = Case.create(Path(folder), settings, texts)
    book = Ledger(case.ledger_path, case.id)
    book.append(by=by, event="case.created", subject={"case": case.id}, reason="", ts=ts or now())
    if policy:
        book.append(by=by, event="policy.set", subject={"text": policy}, reason="", ts=ts or now())
    return case


def _layer(model: str, asked: int | None) -> int | None:
    """The layer for the settings; None for the last: it is the same as reading the whole model."""
    from core.embed import locate

    if asked is None:
        return CHOSEN if model in locate.LAYERS_TO_TRY else None
    depth = locate.depth(locate.locate(model))
    locate.check_layer(asked, depth)
    return None if asked == depth else asked


def _favourable(texts: Texts, asked: str | None, column: str) -> str:
    if asked is None:
        return texts.labels[-1]
    if asked not in texts.labels:
        raise InputError(
            f"column {column!r} has no value {asked!r} to be the favourable one: choose one of "
            f"{', '.join(map(repr, texts.labels))}"
        )
    return asked
