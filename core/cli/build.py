"""Make a case and compute it: `new` and `run`."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.alone import working
from core.cli.answer import Answer, one_line
from core.cli.parser import Commands, Parser, count, whole_number

if TYPE_CHECKING:
    from core.case import Case


def register(commands: Commands) -> None:
    """Add `new` and `run`."""
    new = commands.add(
        "new",
        make,
        help="make a case from a file of labelled texts",
        example="selfreg new hiring --data applications.csv --text summary --label decision "
        "--group gender",
    )
    new.add_argument("case", metavar="CASE", help="folder to make; must not exist yet")
    _data_arguments(new)
    _choice_arguments(new)
    commands.add_on_case(
        "run",
        compute,
        help="embed the texts, train the autoencoder, index the features, fit the plain model; "
        "skips what is up to date",
        example="selfreg run hiring",
    )


def _data_arguments(new: Parser) -> None:
    new.add_argument(
        "--data", metavar="FILE", required=True, help="CSV, TSV, JSONL or Parquet file of texts"
    )
    new.add_argument("--text", metavar="COL", required=True, help="column that holds the text")
    new.add_argument("--label", metavar="COL", required=True, help="column that holds the label")
    new.add_argument(
        "--group",
        metavar="COL",
        action="append",
        default=[],
        help="column with a group to audit by, such as sex; may be given again, cells may be empty",
    )
    new.add_argument(
        "--split",
        metavar="COL",
        help="column that says train, valid or test (without it: 70/15/15 by label, "
        "equal texts on one side)",
    )


def _choice_arguments(new: Parser) -> None:
    new.add_argument(
        "--favourable",
        metavar="VALUE",
        help="label that is good for the person concerned (default: the last in sorted order)",
    )
    new.add_argument(
        "--model",
        metavar="NAME_OR_FOLDER",
        default="minilm",
        help="the embedded model minilm (default), or a Hugging Face model name or folder",
    )
    new.add_argument(
        "--policy",
        metavar="TEXT",
        default="",
        help="what the classifier must not rely on, in words",
    )
    new.add_argument(
        "--seed",
        metavar="N",
        type=whole_number,
        default=0,
        help="seed of the split and of training",
    )
    new.add_argument(
        "--sae",
        metavar="KIND[:WIDTH[:K]]",
        default="",
        help="technical: autoencoder that finds the features, batchtopk (default), matryoshka, "
        "topk or paper; width and k follow from the corpus unless given, as in topk:1024:16",
    )
    new.add_argument(
        "--layer",
        metavar="N",
        type=count,
        help="technical: read the model after this layer, counted from 1 (default: for minilm "
        "the training texts decide between 4, 5 and 6; other models are read whole)",
    )


def make(arguments: Namespace) -> Answer:
    """A new case, or nothing at all."""
    from core import pipeline

    case = pipeline.new_case(
        Path(arguments.case),
        Path(arguments.data),
        text=arguments.text,
        label=arguments.label,
        groups=tuple(arguments.group),
        split=arguments.split,
        favourable=arguments.favourable,
        model=arguments.model,
        policy=arguments.policy,
        seed=arguments.seed,
        sae=arguments.sae,
        layer=arguments.layer,
    )
    texts = case.texts()
    splits = texts.frame["split"].value_counts().to_dict()
    labels = texts.frame["label"].value_counts().to_dict()
    payload = {
        "case": case.folder,
        "name": case.name,
        "texts": len(texts.frame),
        "splits": splits,
        "labels": labels,
        "favourable": case.settings.favourable,
        "notes": texts.notes,
    }
    return Answer(payload, _made_lines(payload))


def _made_lines(payload: dict) -> list[str]:
    counts = ", ".join(f"{payload['splits'].get(s, 0):,} {s}" for s in ("train", "valid", "test"))
    labels = ", ".join(f"{one_line(label)} {n:,}" for label, n in payload["labels"].items())
    return [
        f"made the case {payload['case']}: {payload['texts']:,} texts ({counts})",
        f"labels: {labels}; favourable: {one_line(payload['favourable'])}",
        *(f"note: {one_line(note)}" for note in payload["notes"]),
        f"next: selfreg run {payload['case']}",
    ]


def compute(case: "Case", arguments: Namespace) -> Answer:
    """The case with everything up to date that needs no person."""
    from core import pipeline

    with working(case) as progress:
        summary = pipeline.run_case(case, progress)
    return Answer(
        {"case": case.folder, "run": summary},
        [str(summary), f"next: selfreg features {case.folder}, or selfreg ui {case.folder}"],
    )
