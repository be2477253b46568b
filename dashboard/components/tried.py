"""What was tried on both models, in short: decisions changed, what is recoverable, what to see."""

from dashboard import engine
from dashboard.components.markup import escape, show, table, together
from dashboard.components.page import empty, go_button, section
from dashboard.components.progress import job_panel
from dashboard.components.swaps import run_button, word_swaps
from dashboard.words import tried as words


def what_was_tried(case: str) -> None:
    """The certificate in words and as a table, the probes, and features worth a look."""
    found = engine.tried(case)
    section(words.TITLE)
    if job_panel(case, "tests"):
        return
    if not found:
        empty(words.NOT_TRIED, words.NOT_TRIED_ADVICE)
        run_button(case)
        return
    certificate = found["nonreliance"]
    title, sentence = escape(certificate["title"]), escape(certificate["sentence"])
    with together():
        show(f"<p><strong>{title}</strong> {sentence}</p>")
        show(escape(certificate["limit_sentence"]), "sr-muted sr-small")
        show(table(words.rows(found), words.HEADS, about=words.TITLE, numbers=(1, 2)))
        _recoverable(found)
    word_swaps(case, found["swaps"])
    _candidates(case)


def _recoverable(found: dict) -> None:
    rows = words.recoverable_rows(found)
    if rows:
        section(words.RECOVERABLE)
        show(escape(words.CHANCE), "sr-muted sr-small")
        show(table(rows, words.RECOVERABLE_HEADS, about=words.RECOVERABLE))


def _candidates(case: str) -> None:
    rows = engine.candidates(case)
    if not rows:
        return
    section(words.CANDIDATES)
    show(escape(words.CANDIDATES_LEAD), "sr-muted sr-small")
    for row in rows:
        why = f'<br><span class="sr-muted sr-small">{escape(row.why)}</span>'
        show(f"<strong>{escape(row.name)}</strong>{why}")
        go_button(
            "review", words.LOOK, primary=False, key=f"look_{row.feature}", feature=row.feature
        )
