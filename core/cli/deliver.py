"""Hand over and use: `report`, `export` and `predict`."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.cli.answer import Answer, one_line, table
from core.cli.parser import Commands, Parser, count
from core.errors import InputError

if TYPE_CHECKING:
    from core.case import Case

_SHOWN = 60  # characters of a text beside its prediction
_NAMED = 10  # texts named beside a reason


def register(commands: Commands) -> None:
    """Add the commands that make, check and use what leaves the case."""
    make_report = commands.add(
        "report",
        report,
        help="write report.json, report.html and the model card of a case, or of a bundle, to a "
        "folder",
        example="selfreg report hiring -o hiring-report",
    )
    make_report.add_argument("case", metavar="CASE", help="folder of the case, or a bundle")
    make_report.add_argument(
        "--pdf", action="store_true", help="also write report.pdf; needs the extra `selfreg[pdf]`"
    )
    make_report.add_argument(
        "--mask",
        action="store_true",
        help="hide names, e-mail addresses, phone and account numbers in the reasons people typed; "
        "such a copy is to be shown, the signed report is the one in the bundle",
    )
    make_report.add_argument(
        "--public",
        metavar="N",
        nargs="?",
        const=10,
        type=count,
        help="also write public.json and public.html for everybody: counts below N (10) are held "
        "back, and as many more as it takes that they do not follow from the others",
    )
    _out_argument(make_report, "DIR", "folder to write to")
    make_bundle = commands.add_on_case(
        "export",
        export,
        help="write the regularized model, the report and the ledger as one zip file",
        example="selfreg export hiring -o hiring.zip",
    )
    _out_argument(make_bundle, "FILE", "zip file to write")
    make_bundle.add_argument(
        "--activations",
        action="store_true",
        help="put in what the model saw of the test texts, for `selfreg verify --depth 3`; whoever "
        "has it can guess at the texts",
    )
    make_bundle.add_argument(
        "--public",
        metavar="FILE",
        help="also write a copy for everybody: the report with small counts held back, the digests "
        "of all that was signed, and the signatures, which hold what approvers typed; no model, no "
        "predictions, no ledger. `selfreg verify` checks what can be checked of it",
    )
    _register_predict(commands)


def _out_argument(command: Parser, metavar: str, says: str) -> None:
    command.add_argument("-o", "--out", metavar=metavar, required=True, help=says)


def _register_predict(commands: Commands) -> None:
    command = commands.add(
        "predict",
        predict,
        help="label texts with the model of a bundle",
        example='selfreg predict hiring.zip "Ten years of bridge inspection, two languages."',
    )
    command.add_argument("bundle", metavar="BUNDLE", help="zip file made by `selfreg export`")
    command.add_argument("texts", metavar="TEXT", nargs="*", help="texts to label")
    command.add_argument("--data", metavar="FILE", help="file of texts, instead of TEXT")
    command.add_argument("--text", metavar="COL", help="column of FILE that holds the text")
    command.add_argument(
        "--model",
        metavar="NAME_OR_FOLDER",
        help="where the language model is, if it lies elsewhere than on the machine that made "
        "the bundle; another model is refused",
    )
    command.add_argument(
        "--reasons",
        metavar="CASE",
        help="also say why: at most four features a decision, or that more than half of it is "
        "unexplained. CASE is the folder of the case that the bundle was made from: it holds the "
        "autoencoder that names features. `selfreg about --wording` gives them other words",
    )


def report(arguments: Namespace) -> Answer:
    """The report's files, of a case or of a bundle that was handed over."""
    from core.durable import write_bytes
    from core.report.renderings import CARD, PAGE, REPORT

    folder = _report_folder(Path(arguments.case), Path(arguments.out), masked=arguments.mask)
    files = [folder / name for name in (REPORT, PAGE, CARD)]
    if arguments.pdf:
        from core.report.pdf import PDF, render_pdf

        write_bytes(folder / PDF, render_pdf((folder / PAGE).read_text("utf-8")))
        files.append(folder / PDF)
    if arguments.public:
        files += _public(folder, arguments.public)
    return Answer({"folder": folder, "files": files}, [f"wrote {path}" for path in files])


def _public(folder: Path, least: int) -> list[Path]:
    """The two files of the public copy, made from the report in the folder."""
    import json

    from core.durable import write_bytes
    from core.report.public import public_files
    from core.report.renderings import REPORT

    made = public_files(json.loads((folder / REPORT).read_text("utf-8")), least)
    files = [folder / "public.json", folder / "public.html"]
    for path, content in zip(files, made.values(), strict=True):
        write_bytes(path, content)
    return files


def _report_folder(source: Path, out: Path, *, masked: bool) -> Path:
    """The folder, with the report of a case or of a bundle in it."""
    from core import pipeline
    from core.case import Case

    if not source.is_file():
        return pipeline.report_case(Case.open(source), out, masked=masked)
    if masked:
        raise InputError("a bundle holds the report as it was signed: give the case, not a bundle")
    from core.durable import write_bytes
    from core.report import rendered
    from core.report.bundle import open_bundle
    from core.report.editions import require_current

    opened = open_bundle(source).report
    require_current(opened)
    for name, content in rendered(opened).items():
        write_bytes(out / name, content)
    return out


def export(case: "Case", arguments: Namespace) -> Answer:
    """The bundle, with its checksum."""
    from core import pipeline
    from core.durable import sha256_file
    from core.masking import holds_personal_data
    from core.pipeline.hiding import reasons_of

    path = pipeline.export_case(case, Path(arguments.out), with_activations=arguments.activations)
    digest, lines = sha256_file(path), [f"wrote {path}"]
    if holds_personal_data(reasons_of(pipeline.ledger(case).events())):
        lines.append(
            "in its history and report, reasons stand as they were typed, and some look like "
            "personal data: the signed hashes are over these very words"
        )
    lines.append(f"SHA-256 {digest}")
    if arguments.public:
        lines += _copy(case, Path(arguments.public))
    return Answer(
        {"bundle": path, "sha256": digest, "bytes": path.stat().st_size},
        [*lines, f"next: selfreg verify {path}"],
    )


def _copy(case: "Case", out: Path) -> list[str]:
    """Write the copy for everybody; what to say of it."""
    from core import pipeline

    path, signed = pipeline.export_copy(case, out)
    if signed:
        return [f"wrote {path}, for everybody"]
    return [
        f"wrote {path}, for everybody, without the signatures: they hold what approvers typed, and "
        "some of what people typed looks like personal data"
    ]


def predict(arguments: Namespace) -> Answer:
    """Label and probability of each text, in the order given."""
    path, texts = existing(arguments.bundle), _texts(arguments)
    from core.embed import load_embedder
    from core.report import bundle

    opened = bundle.open_bundle(path)
    site = opened.embedding
    embedder = load_embedder(arguments.model or site["model"], site.get("layer"))
    predictions = bundle.predict(opened, texts, embedder)
    rows = [vars(p) for p in predictions]
    reasons = _reasons(arguments.reasons, opened.report, texts) if arguments.reasons else []
    rows = [row | {"reasons": why} for row, why in zip(rows, reasons, strict=True)] or rows
    shown = (
        [p.label, p.probability, "yes" if p.certified else "no", one_line(p.text)[:_SHOWN]]
        for p in predictions
    )
    lines = table(["label", "probability", "certified", "text"], shown)
    lines += [one_line(f"text {n:,}: {why['told']}") for n, why in enumerate(reasons, start=1)]
    return Answer({"predictions": rows}, [*lines, *_not_certified([p.why for p in predictions])])


def _reasons(case: str, report: dict[str, Any], texts: Sequence[str]) -> list[dict[str, Any]]:
    """Why each text was decided as it was, by the case that the bundle was made from."""
    from core import pipeline
    from core.case import Case
    from core.cli.bar import Bar

    with Bar() as progress:
        return pipeline.explain(Case.open(Path(case)), report, texts, progress)


def _not_certified(reasons: Sequence[Sequence[str]]) -> list[str]:
    """Each reason once, with the texts that it is about where that is not clear."""
    lines = []
    for why in dict.fromkeys(why for own in reasons for why in own):
        mine = [f"{n:,}" for n, own in enumerate(reasons, start=1) if why in own]
        named = f" (text {', '.join(mine[:_NAMED])}{', …' * (len(mine) > _NAMED)})"
        lines.append(f"not certified{named if len(reasons) > 1 else ''}: {why}")
    return lines


def _texts(arguments: Namespace) -> list[str]:
    if bool(arguments.texts) == (arguments.data is not None):
        raise InputError("texts have to come from one place: give TEXT... or --data FILE, not both")
    if (arguments.data is None) != (arguments.text is None):
        raise InputError("--data FILE and --text COL go together: give both, or TEXT... alone")
    if arguments.data is None:
        return list(arguments.texts)
    from core.texts import read_plain_texts

    return read_plain_texts(Path(arguments.data), text=arguments.text)


def existing(path: str) -> Path:
    """The path of a bundle that is there."""
    if not Path(path).is_file():
        raise InputError(f"no bundle at {path}: give the zip file that `selfreg export` wrote")
    return Path(path)
