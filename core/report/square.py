"""A fingerprint as a QR code, to be read from paper by a telephone."""

from core.report.markup import Markup, el


def square(fingerprint: str, about: str) -> Markup:
    """A drawing that says `sha256:` and the fingerprint; equal ones give equal bytes.

    Args:
        fingerprint: in hexadecimal.
        about: what it is of, for people who do not see it.
    """
    import segno

    code = segno.make(f"sha256:{fingerprint}", error="m")
    # Black on white in the dark too: many readers do not know the inverse.
    drawing = code.svg_inline(dark="#000", light="#fff", omitsize=True, svgclass=None)
    return el("div", Markup(drawing), class_="square", role="img", aria_label=about)
