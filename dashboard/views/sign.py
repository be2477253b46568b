"""Sign and export: the checklist, the report as it will be handed over, signature, bundle."""

import base64
from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard import components, engine, state, words
from dashboard.components.people import signer
from dashboard.components.signature import fingerprint, signature_block, signatures
from dashboard.components.withdrawal import withdrawal
from dashboard.words import checklist, signing


def items_of(case: str, status: engine.Status) -> tuple[checklist.Item, ...]:
    """What should be true before somebody signs; computed, never ticked by hand."""
    ready = "train" in status.done
    return checklist.checklist(
        status,
        engine.verdicts(case),
        engine.pending(case),
        accepted=ready and engine.accepted(case),
        intact=engine.integrity(case).ok,
    )


def show_checklist(items: tuple[checklist.Item, ...]) -> None:
    """Each line with its state in words and a mark, and the way to what is open."""
    lines = (
        f'<li><span class="sr-num">{checklist.state(item)}</span>'
        f'<span class="sr-text">{components.escape(item.words)}</span></li>'
        for item in items
    )
    components.section(signing.CHECKLIST)
    components.show(f'<ol class="sr-rows">{"".join(lines)}</ol>')
    open_pages = dict.fromkeys(item.page for item in items if not item.done)
    open_pages.pop("sign", None)  # it is this page
    with st.container(horizontal=True, gap="small"):
        for page in open_pages:
            text = signing.to_page(words.PAGES[page])
            components.go_button(page, text, primary=False, key=f"open_{page}")


def note(case: str, titles: list[str]) -> bool:
    """Whether it was noted who opened some parts: a masked copy is not what is signed."""
    problem = signing.MASKED if state.masked() else "" if signer() else signing.WHO_READS
    if problem:
        state.session().problem = problem
        return False
    engine.open_parts(case, titles, signer())
    return True


def open_part(case: str) -> str | None:
    """Note which part of the report was opened, and by whom."""
    title = st.session_state["report_part"]
    if title != signing.WHOLE_REPORT and title not in engine.opened_parts(case, signer()):
        note(case, [title])
    return None


def open_next(case: str) -> str | None:
    """Open the first part that was not opened yet."""
    opened = engine.opened_parts(case, signer())
    left = [title for title in engine.handover(case).parts if title not in opened]
    st.session_state["report_part"] = left[0] if left else signing.WHOLE_REPORT
    return open_part(case)


def read_all(case: str) -> str | None:
    """Note that somebody says to have read the whole report."""
    done = note(case, list(engine.handover(case).parts))
    return signing.READ_NOTED if done else None


def preview(case: str, report: engine.Handover) -> None:
    """The very report that is handed over, in a frame that cannot reach this page."""
    components.section(signing.REPORT)
    opened = engine.opened_parts(case, signer())
    chosen = st.selectbox(
        signing.PART,
        [signing.WHOLE_REPORT, *report.parts],
        format_func=lambda title: signing.part(title, title in opened),
        key="report_part",
        on_change=components.act,
        args=(open_part, case),
    )
    masked = state.masked()
    copy = engine.handover(case, masked) if masked else report
    whole = copy.files["report.html"].decode()
    html = copy.parts.get(chosen, whole)
    # As a data address the frame has an origin of its own: even a report gone wrong could not
    # read or change the dashboard around it.
    source = f"data:text/html;charset=utf-8;base64,{base64.b64encode(html.encode()).decode()}"
    with st.container(border=True):
        st.iframe(source, height=640, alt=signing.PREVIEW)
    with st.container(horizontal=True, gap="small"):
        done = len(opened) == len(report.parts)
        for key, text, action in (
            ("open_next", signing.OPEN_NEXT, open_next),
            ("read_all", signing.READ_ALL, read_all),
        ):
            st.button(text, key=key, disabled=done, on_click=components.act, args=(action, case))
    with st.container(horizontal=True, gap="small"):
        _download(signing.REPORT_HTML, whole, f"{case}-report.html", "text/html", "report_html")
        _download(
            signing.REPORT_JSON,
            copy.files["report.json"],
            f"{case}-report.json",
            "application/json",
            "report_json",
        )
        _download(
            signing.HISTORY,
            engine.history_csv(case, masked),
            f"{case}-history.csv",
            "text/csv",
            "history",
        )


def _download(
    label: str, data: str | bytes | Callable[[], bytes], name: str, mime: str, key: str
) -> None:
    st.download_button(label, data, name, mime, key=f"download_{key}", on_click="ignore")


def bundle(case: str, signed: bool) -> None:
    """The bundle, and how whoever gets it checks it."""
    components.section(signing.BUNDLE)
    components.show(components.escape(signing.BUNDLE_HOLDS))
    name = f"{case}-bundle.zip"
    asks = state.masked() and engine.typed_personal_data(case)
    agreed = not asks or st.checkbox(signing.ASK_BUNDLE, key="bundle_reasons")
    st.download_button(
        signing.DOWNLOAD,
        (lambda: engine.bundle_bytes(case)) if agreed else "",
        name,
        "application/zip",
        key="download_bundle",
        type="primary" if signed else "secondary",
        disabled=not agreed,
        on_click="ignore",
    )
    components.show(components.escape(signing.VERIFY), "sr-muted sr-small")
    st.code(signing.command(name), language=None)


def for_everybody(case: str, there: bool) -> None:
    """The copy that can be laid open, or why there is none."""
    if not there:
        components.show(components.escape(signing.COPY_TOO_FEW), "sr-muted sr-small")
        return
    told = [signing.COPY_HOLDS, *[signing.COPY_UNSIGNED] * engine.typed_personal_data(case)]
    components.show(components.escape(" ".join(told)))
    name, made = f"{case}-for-everybody.zip", partial(engine.copy_bytes, case)
    _download(signing.DOWNLOAD_COPY, made, name, "application/zip", "copy")


case, status = components.need_features("sign")
items, signed = items_of(case, status), engine.signature_state(case)
ready = not any(item.blocks and not item.done for item in items)
components.title(words.PAGES["sign"])
components.lead(signing.lead(items, signed))
components.tell()
if ready:
    report = engine.handover(case)
    items += checklist.approval_items(
        len(report.open_lines),
        len(report.proxies),
        checklist.parts_opened(signer(), engine.opened_parts(case, signer()), report.parts),
        checklist.approvals(signed, engine.trained_by(case)),
        [each for each in engine.refusals(case) if each.stands],
    )
items += (checklist.said(engine.about(case).missing),)
show_checklist(items)
if not ready:
    components.about_editor(case)
    signatures(case, signed)
    components.empty(signing.NO_REPORT, signing.NO_REPORT_ADVICE)
    st.stop()
components.about_editor(case)
preview(case, report)
components.open_lines(case, report.open_lines)
components.likely_proxies(case, report.proxies)
components.section(signing.SIGNATURE)
signatures(case, signed)
fingerprint(case)
signature_block(case, ready)
withdrawal(case)
bundle(case, any(each.holds for each in signed))
for_everybody(case, report.for_everybody)
