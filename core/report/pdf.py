"""The page as PDF: tagged for screen readers (PDF/UA), equal pages give equal bytes."""

import re

from core.errors import InputError

PDF = "report.pdf"

_RULE = re.compile(r"((?:svg [^{},]+,?\s*)+)\{([^}]*)\}")
_COLOURS = re.compile(r":root \{(.*?)\}", re.DOTALL)
_COLOUR = re.compile(r"(--[a-z]+): (#[0-9a-f]{6})")


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
    page = HTML(string=drawings_styled(html), url_fetcher=_refused)
    return page.write_pdf(pdf_variant="pdf/ua-1")


def drawings_styled(html: str) -> str:
    """The page with the rules for drawings inside each drawing, in the colours of paper.

    weasyprint draws an SVG by itself, without the style sheet of the page around it.
    """
    style = html.partition("<style>")[2].partition("</style>")[0]
    blocks = _COLOURS.findall(style)
    colours = dict(_COLOUR.findall(blocks[-1])) if blocks else {}  # the last is for print
    rules = "".join(
        f"{selectors.replace('svg ', '').strip()}{{{_filled(body, colours)}}}"
        for selectors, body in _RULE.findall(style)
    )
    return re.sub(r"(<svg [^>]*>)", lambda opened: f"{opened[1]}<style>{rules}</style>", html)


def _filled(body: str, colours: dict[str, str]) -> str:
    return re.sub(r"var\((--[a-z]+)\)", lambda name: colours[name[1]], body)


def _refused(url: str, *_: object, **__: object) -> dict[str, object]:
    raise ValueError(f"the page asks for {url[:60]}, and nothing is fetched")
