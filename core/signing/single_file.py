"""verify.py of a bundle: the files of the check, put together as one."""

import ast
from functools import cache
from pathlib import Path

_FILES = (
    "reading.py",
    "forms.py",
    "contents.py",
    "figures.py",
    "envelopes.py",
    "approvals.py",
    "script.py",
)


@cache
def verify_script() -> bytes:
    """A program that needs only `cryptography`; the same functions as `selfreg verify`."""
    sources = [Path(__file__).with_name(name).read_text(encoding="utf-8") for name in _FILES]
    about = ast.get_docstring(ast.parse(sources[-1]), clean=False)
    bodies = [_body(number, source) for number, source in enumerate(sources, start=1)]
    return "\n\n\n".join([f'"""{about}"""', *bodies]).encode() + b"\n"


def _body(number: int, source: str) -> str:
    """The source without what it imports from its neighbours, under what it is about."""
    lines, parsed = source.splitlines(), ast.parse(source)
    for node in parsed.body:
        own = isinstance(node, ast.ImportFrom) and str(node.module).startswith("core.")
        told = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if own or (told and node.lineno == 1):
            for line in range(node.lineno - 1, node.end_lineno or node.lineno):
                lines[line] = ""
    about = (ast.get_docstring(parsed) or "").splitlines()[0]
    body = "\n".join(lines).strip()
    while "\n\n\n\n" in body:
        body = body.replace("\n\n\n\n", "\n\n\n")
    return f"# --- {number} of {len(_FILES)}. {about}\n\n{body}"
