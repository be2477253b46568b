"""The command line: parse, call the engine, print. The same steps as the pages.

commands   all of them put together
parser     what every command shares
answer     what a command says: one JSON object, or plain lines
bar        progress on standard error
build      new, run
explore    features
evidence   feature
policy     policy
decide     flag, keep, unsure, undo, history
keys       key
sign       dispose, sign, revoke
verify     verify
retrain    train, audit
swaps      swaps
deliver    report, export, predict
screen     ui
demo       demo
"""

import os
import sys
import traceback
from collections.abc import Sequence

from core.cli.answer import Answer, one_line, printed
from core.cli.commands import parse
from core.errors import SelfregError

_INTERRUPTED = 130  # what a shell reports for a command stopped by Ctrl-C


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code of one command: 0 done, 2 the input is at fault, 1 anything else."""
    words = list(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in words
    _speak_unicode(as_json)
    try:
        return _run(words, as_json)
    except BrokenPipeError:  # the reader has seen enough, as in `selfreg features CASE | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run(words: list[str], as_json: bool) -> int:
    try:
        arguments = parse(words)
        answer: Answer = arguments.act(arguments)
    except KeyboardInterrupt:
        return _fail("stopped; run the same command again to go on", _INTERRUPTED, as_json)
    except BrokenPipeError:
        raise
    except SelfregError as error:
        return _fail(str(error), error.exit_code, as_json)
    except Exception as error:  # the last line of defence: one sentence instead of a traceback
        if "--debug" in words:
            traceback.print_exc()
        return _fail(_surprise(error, "--debug" in words), 1, as_json)
    print(printed(answer, as_json), flush=True)
    if answer.then is not None:
        answer.then()
    return answer.exit_code


def _fail(message: str, exit_code: int, as_json: bool) -> int:
    sentence = one_line(message)
    print(f"error: {sentence}", file=sys.stderr, flush=True)
    if as_json:
        failure = Answer({"error": sentence, "exit_code": exit_code})
        print(printed(failure, as_json), flush=True)
    return exit_code


def _surprise(error: Exception, debug: bool) -> str:
    advice = "" if debug else "; run again with --debug for the details"
    return f"{type(error).__name__}: {error}{advice}"


def _speak_unicode(as_json: bool) -> None:
    """Let no character of a text break the output, whatever the terminal's encoding is."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if as_json and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
