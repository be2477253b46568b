"""The command line as a whole: start-up, help, exit codes, errors in one line."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from core import cli
from core.cli.answer import Answer
from core.cli.commands import build_parser
from core.errors import Cancelled, CaseError, InputError, IntegrityError, StaleError

COMMANDS = "new run features feature policy about flag keep unsure undo history train audit swaps"
COMMANDS += " key dispose sign revoke report export predict verify ui demo"
COMMANDS = COMMANDS.split()


def choices():
    """The parser of every command, by name."""
    return build_parser()._subparsers._group_actions[0].choices


def failing(monkeypatch, error):
    """Make `selfreg verify` raise an error."""

    def act(arguments):
        raise error

    monkeypatch.setattr("core.cli.verify.verify", act)


def test_the_commands_are_those_of_the_house():
    assert list(choices()) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command_explains_every_argument_and_gives_an_example(command):
    parser = choices()[command]
    assert [a.dest for a in parser._actions if not a.help] == []
    example = parser.epilog.removeprefix("example:\n  ")
    assert example.startswith(f"selfreg {command}")
    assert "--json" in parser.format_help()


@pytest.mark.parametrize("command", COMMANDS)
def test_help_prints_to_standard_output_and_succeeds(command, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main([command, "--help"])
    assert left.value.code == 0
    assert f"usage: selfreg {command}" in capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_the_examples_in_the_help_can_be_parsed(command):
    import shlex

    for line in choices()[command].epilog.removeprefix("example:\n").splitlines():
        words = shlex.split(line)
        assert words[:2] == ["selfreg", command]
        assert build_parser().parse_args(words[1:]).act is not None


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "COMMAND"),
        (["fly"], "invalid choice: 'fly'"),
        (["run"], "CASE"),
        (["flag", "c", "1", "--by", "A"], "--reason"),
        (["flag", "c", "-1", "--by", "A", "--reason", "r"], "-1"),
        (["keep", "c", "x", "--by", "A"], "'x' is not a whole number"),
        (["features", "c", "--top", "0"], "ask for 1 or more"),
        (["features", "c", "--by", "magic"], "invalid choice: 'magic'"),
        (["train", "c", "--strength", "nan"], "'nan' is not a number of 0 or more"),
        (["train", "c", "--strength", "-2"], "--strength"),
        (["run", "c", "--js"], "--js"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(words, says, capsys):
    assert cli.main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert says in err
    assert "--help` shows how" in err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError("column 'x' is not there: choose one of a, b"), 2),
        (CaseError("no case at y: make one"), 2),
        (StaleError("B decided meanwhile: look again"), 2),
        (IntegrityError("texts.parquet changed"), 1),
        (Cancelled("stopped"), 1),
        (MemoryError("out of memory"), 1),
        (KeyError("surprise"), 1),
        (KeyboardInterrupt(), 130),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else str(value),
)
def test_an_error_is_one_line_with_its_exit_code_and_no_traceback(error, code, monkeypatch, capsys):
    failing(monkeypatch, error)
    assert cli.main(["verify", "b.zip"]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert (str(error) or "stopped") in err


def test_debug_shows_the_traceback_of_a_surprise(monkeypatch, capsys):
    failing(monkeypatch, KeyError("surprise"))
    assert cli.main(["verify", "b.zip", "--debug"]) == 1
    err = capsys.readouterr().err
    assert "Traceback (most recent call last)" in err
    assert err.splitlines()[-1] == "error: KeyError: 'surprise'"


def test_a_message_with_line_breaks_stays_one_line(monkeypatch, capsys):
    failing(monkeypatch, InputError("value 'a\nb\x1b[2J' is wrong:\n change it"))
    cli.main(["verify", "b.zip"])
    assert capsys.readouterr().err == "error: value 'a b [2J' is wrong: change it\n"


def test_with_json_an_error_is_one_object_too(monkeypatch, capsys):
    failing(monkeypatch, InputError("wrong: change it"))
    assert cli.main(["verify", "b.zip", "--json"]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out) == {"error": "wrong: change it", "exit_code": 2}
    assert err == "error: wrong: change it\n"


def test_the_answer_decides_the_exit_code_and_what_follows(monkeypatch, capsys):
    seen = []

    def act(arguments):
        return Answer({}, ["first"], exit_code=1, then=lambda: seen.append(capsys.readouterr().out))

    monkeypatch.setattr("core.cli.verify.verify", act)
    assert cli.main(["verify", "b.zip"]) == 1
    assert seen == ["first\n"]


def selfreg(*words, **options):
    """The real command, in a process of its own."""
    options = {"capture_output": True, "text": True, "timeout": 60} | options
    return subprocess.run([Path(sys.executable).with_name("selfreg"), *words], **options)


def test_the_help_loads_no_heavy_library():
    heavy = {"torch", "transformers", "pandas", "numpy", "scipy", "streamlit", "duckdb", "pyarrow"}
    code = (
        "import sys\nfrom core.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print('loaded:', sorted({heavy!r} & {{*sys.modules}}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "loaded: []", done.stderr


def test_the_help_is_there_within_half_a_second():
    spent = []
    for _ in range(5):
        before = computed_by_children()
        assert selfreg("--help").returncode == 0
        spent.append(computed_by_children() - before)
    assert min(spent) < 0.5


def computed_by_children():
    """Seconds on the processor, which a busy machine does not stretch as it does the clock."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_the_real_command_fails_with_one_line_and_nothing_on_standard_output(tmp_path):
    done = selfreg("run", "missing", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1


def test_a_reader_that_stops_early_is_no_error():
    reader, writer = os.pipe()
    os.close(reader)
    command = [Path(sys.executable).with_name("selfreg"), "run", "missing", "--json"]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, timeout=60)
    os.close(writer)
    assert done.returncode == 1
    assert "Broken" not in done.stderr
    assert "Traceback" not in done.stderr


def test_any_script_can_be_printed_on_a_terminal_of_any_encoding(tmp_path):
    env = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = selfreg("run", "号", "--json", cwd=tmp_path, env=env, text=False)
    assert done.returncode == 2
    assert "号" in json.loads(done.stdout.decode("utf-8"))["error"]
    assert b"\\u53f7" in done.stderr
