"""verify.py of a bundle: the files of the check, put together as one."""

import ast
from functools import cache
from pathlib import Path

_FILES = ("forms.py", "contents.py", "approvals.py", "script.py")


@cache
def verify_script() -> bytes:
    """A program that needs only `cryptography`; the same functions as `selfreg verify`."""
    sources = [Path(__file__).with_name(name).read_text(encoding="utf-8") for name in _FILES]
    about = ast.get_docstring(ast.parse(sources[-1]), clean=False)
    bodies = [_without_own_imports(source).strip() for source in sources]
    return "\n\n\n".join([f'"""{about}"""', *bodies]).encode() + b"\n"


def _without_own_imports(source: str) -> str:
    """The source without its docstring, and without what it imports from its neighbours."""
    lines = source.splitlines()
    for node in ast.parse(source).body:
        own = isinstance(node, ast.ImportFrom) and str(node.module).startswith("core.")
        told = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if own or (told and node.lineno == 1):
            for number in range(node.lineno - 1, node.end_lineno or node.lineno):
                lines[number] = ""
    return "\n".join(lines)
