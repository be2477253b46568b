"""Sign and export: the checklist, the report as it will be handed over, signature, bundle."""

import base64

import streamlit as st

from dashboard import components, engine, state, words
from dashboard.words import signing


def checklist(case: str, status: engine.Status) -> tuple[signing.Item, ...]:
    """What should be true before somebody signs; computed, never ticked by hand."""
    ready = "train" in status.done
    return signing.checklist(
        status,
        engine.verdicts(case),
        engine.pending(case),
        accepted=ready and engine.accepted(case),
        intact=engine.integrity(case).ok,
    )


def show_checklist(items: tuple[signing.Item, ...]) -> None:
    """Each line with its state in words and a mark, and the way to what is open."""
    lines = (
        f'<li><span class="sr-num">{signing.state(item)}</span>'
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


def reader() -> str:
    """Who reads the report: the name typed for the signature, or else of this tab."""
    typed = str(st.session_state.get("sign_name") or "").strip()
    return typed or state.session().reviewer


def note(case: str, titles: list[str]) -> bool:
    """Whether it was noted who opened some parts: a masked copy is not what is signed."""
    problem = signing.MASKED if state.masked() else "" if reader() else signing.WHO_READS
    if problem:
        state.session().problem = problem
        return False
    engine.open_parts(case, titles, reader())
    return True


def open_part(case: str) -> str | None:
    """Note which part of the report was opened, and by whom."""
    title = st.session_state["report_part"]
    if title != signing.WHOLE_REPORT and title not in engine.opened_parts(case, reader()):
        note(case, [title])
    return None


def open_next(case: str) -> str | None:
    """Open the first part that was not opened yet."""
    opened = engine.opened_parts(case, reader())
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
    opened = engine.opened_parts(case, reader())
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


def _download(label: str, data: str | bytes, name: str, mime: str, key: str) -> None:
    st.download_button(label, data, name, mime, key=f"download_{key}", on_click="ignore")


def fingerprint(case: str) -> None:
    """The name of what is signed: short to compare by eye, whole to copy."""
    whole = engine.fingerprint(case)
    components.show(components.escape(signing.fingerprint(whole, engine.spoken(whole))))
    with st.expander(signing.WHOLE_FINGERPRINT, key="fingerprint", on_change="rerun") as panel:
        if panel.open:
            st.code(whole, language=None, wrap_lines=True)
            components.show(components.escape(signing.COVERS), "sr-muted sr-small")


def signatures(signed: tuple) -> None:
    """Every signature so far, and of each that broke, what changed."""
    for each in signed:
        components.show(f"<p>{components.escape(signing.signature(each))}</p>")
        if each.keyid:
            told = signing.key_words(each, engine.spoken(each.keyid))
            components.show(components.escape(told), "sr-muted sr-small")
        if not each.holds:
            components.warn(signing.broken(each))
    for bundle in dict.fromkeys(each.bundle for each in signed if each.holds and each.bundle):
        components.show(components.escape(signing.bundle_words(engine.spoken(bundle))))


def sign(case: str) -> str | None:
    """Write the typed signature to the ledger."""
    typed = {name: st.session_state.get(f"sign_{name}") for name in ("name", "role", "meaning")}
    missing = signing.missing(typed, ticked=bool(st.session_state.get("sign_tick")))
    if missing:
        state.session().problem = missing
        return None
    passphrase = st.session_state.get("sign_passphrase") or ""
    st.session_state["sign_passphrase"] = ""  # it is kept nowhere, whatever happens next
    engine.sign(
        case,
        by=typed["name"].strip(),
        role=typed["role"].strip(),
        meaning=typed["meaning"],
        passphrase=passphrase,
        independent=bool(st.session_state.get("sign_independent")),
    )
    st.session_state["sign_tick"] = False
    return signing.SIGNED


def signature_block(case: str, ready: bool) -> None:
    """Full name, role, meaning, statement; the button signs what is shown above."""
    left, right = st.columns(2, gap="large")
    # Typed once: whoever decided can sign under that name, or under another.
    st.session_state.setdefault("sign_name", state.session().reviewer)
    left.text_input(signing.FULL_NAME, key="sign_name", max_chars=80)
    right.text_input(signing.ROLE, key="sign_role", max_chars=80, placeholder=signing.ROLE_HINT)
    meaning = st.segmented_control(
        signing.MEANING,
        list(signing.MEANINGS),
        format_func=signing.MEANINGS.get,
        default="reviewed",
        required=True,
        key="sign_meaning",
    )
    st.checkbox(signing.STATEMENT[meaning], key="sign_tick")
    st.checkbox(signing.INDEPENDENT, key="sign_independent")
    st.text_input(
        signing.PASSPHRASE,
        key="sign_passphrase",
        type="password",
        max_chars=200,
        help=signing.PASSPHRASE_HELP,
        autocomplete="off",
    )
    name = str(st.session_state.get("sign_name") or "")
    components.show(
        components.escape(signing.key_note(name, engine.has_key(name))), "sr-muted sr-small"
    )
    st.button(
        signing.SIGN,
        key="sign",
        type="primary",
        disabled=not ready,
        help=None if ready else signing.NOT_YET,
        on_click=components.act,
        args=(sign, case),
    )


def bundle(case: str, signed: bool) -> None:
    """The bundle, and how whoever gets it checks it."""
    components.section(signing.BUNDLE)
    components.show(components.escape(signing.BUNDLE_HOLDS))
    name = f"{case}-bundle.zip"
    st.download_button(
        signing.DOWNLOAD,
        lambda: engine.bundle_bytes(case),
        name,
        "application/zip",
        key="download_bundle",
        type="primary" if signed else "secondary",
        on_click="ignore",
    )
    components.show(components.escape(signing.VERIFY), "sr-muted sr-small")
    st.code(signing.command(name), language=None)


case, status = components.need_features()
items, signed = checklist(case, status), engine.signature_state(case)
ready = not any(item.blocks and not item.done for item in items)
components.title(words.PAGES["sign"])
components.lead(signing.lead(items, signed))
components.tell()
if ready:
    report = engine.handover(case)
    items += signing.approval_items(
        len(report.open_lines),
        len(report.proxies),
        signing.parts_opened(reader(), engine.opened_parts(case, reader()), report.parts),
        signing.approvals(signed, engine.trained_by(case)),
    )
items += (signing.said(engine.about(case).missing),)
show_checklist(items)
if not ready:
    components.about_editor(case)
    signatures(signed)
    components.empty(signing.NO_REPORT, signing.NO_REPORT_ADVICE)
    st.stop()
components.about_editor(case)
preview(case, report)
components.open_lines(case, report.open_lines)
components.likely_proxies(case, report.proxies)
components.section(signing.SIGNATURE)
signatures(signed)
fingerprint(case)
signature_block(case, ready)
bundle(case, any(each.holds for each in signed))
