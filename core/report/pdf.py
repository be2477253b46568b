"""The page as PDF: tagged for screen readers (PDF/UA), equal pages give equal bytes."""

from core.errors import InputError

PDF = "report.pdf"


def render_pdf(html: str) -> bytes:
    """The page, laid out for paper.

    Raises:
        InputError: weasyprint, or the system library pango that it needs, is not there.
    """
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as fault:
        raise InputError(
            f"no PDF was made ({str(fault)[:80]}): install `selfreg[pdf]` and the system library "
            "pango, or print report.html from a browser"
        ) from None
    return HTML(string=html, url_fetcher=_refused).write_pdf(pdf_variant="pdf/ua-1")


def _refused(url: str, *_: object, **__: object) -> dict[str, object]:
    raise ValueError(f"the page asks for {url[:60]}, and nothing is fetched")
