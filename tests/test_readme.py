"""The README is true: its commands exist as written, and nothing it names is missing."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from core.cli.commands import build_parser

REPOSITORY = Path(__file__).resolve().parent.parent
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
PARSER = build_parser()
COMMANDS = PARSER._subparsers._group_actions[0].choices
DOCUMENTED = dict(re.findall(r"^\| `selfreg (\w+)([^`]*)` .*$", README, flags=re.MULTILINE))
ROWS = {name: row for row in README.splitlines() for name in re.findall(r"^\| `selfreg (\w+)", row)}


def test_the_readme_opens_with_five_lines_and_a_picture():
    title, said, picture = README.split("\n\n")[:3]
    assert title == "# selfreg"
    assert len(said.splitlines()) == 5
    assert re.fullmatch(r"!\[.+\]\(assets/[\w.-]+\.png\)", picture)


def test_every_file_the_readme_links_to_is_there():
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (REPOSITORY / link).is_file()] == []


@pytest.mark.parametrize("ends", [".venv/bin/selfreg demo", ".venv/bin/python -m pytest"])
def test_two_commands_are_one_line_each_and_begin_with_a_new_environment(ends):
    block = BLOCKS[:2][ends.endswith("pytest")]
    assert block.endswith(f"{ends}\n")
    assert block.count("\n") == 1
    assert "python3 -m venv .venv && .venv/bin/pip install" in block


@pytest.mark.parametrize("block", BLOCKS)
def test_every_block_is_valid_shell(block):
    subprocess.run(["bash", "-n"], input=block, text=True, check=True)


@pytest.mark.parametrize("missing", [False, True])
def test_the_first_command_installs_what_a_bare_debian_lacks(missing, tmp_path):
    """The command among stand-ins for the system's, with and without Debian's python3-venv."""
    (tmp_path / "bin").mkdir()
    stand_in(tmp_path, "sudo", '"$@"')
    stand_in(tmp_path, "apt-get", 'echo "apt-get $*"; touch installed')
    stand_in(
        tmp_path,
        "python3",
        '[ "$1" = -m ] && { mkdir -p .venv/bin; cp bin/said .venv/bin/pip; cp bin/said '
        f".venv/bin/selfreg; exit 0; }}; [ {int(missing)} = 0 ] || [ -e installed ]",
    )
    stand_in(tmp_path, "said", 'echo "$(basename "$0") $*"')
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", BLOCKS[0]],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    packages = ["apt-get update", "apt-get install -y python3-venv"] if missing else []
    assert done.stdout.splitlines() == [*packages, "pip install -e .", "selfreg demo"]


def stand_in(folder, name, body):
    """An executable that answers for a command of the system."""
    file = folder / "bin" / name
    file.write_text(f"#!/bin/bash\n{body}\n")
    file.chmod(0o755)


def test_every_command_of_selfreg_is_documented_and_no_other():
    assert sorted(DOCUMENTED) == sorted(COMMANDS)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_table_names_every_option_of_a_command_and_no_other(command):
    shared = {"-h", "--help", "--json", "--debug", "--out"}
    options = {name for action in COMMANDS[command]._actions for name in action.option_strings}
    named = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", ROWS[command]))
    assert named <= options
    assert options - named - shared == set()


@pytest.mark.parametrize(
    "line", [line for block in BLOCKS for line in block.splitlines() if line.startswith("selfreg ")]
)
def test_every_example_can_be_parsed(line):
    assert PARSER.parse_args(shlex.split(line)[1:]).act is not None


def test_every_room_of_the_house_is_named():
    rooms = [p for p in (REPOSITORY / "core").iterdir() if p.suffix == ".py" or p.is_dir()]
    rooms = {f"core/{p.name}{'/' if p.is_dir() else ''}" for p in rooms} - {
        "core/__init__.py",
        "core/__pycache__/",
    }
    assert rooms == set(re.findall(r"`(core/[\w./]+)`", README)) - {"core/"}


def test_every_part_of_a_case_that_the_readme_names_is_known_to_the_case():
    source = (REPOSITORY / "core" / "case.py").read_text(encoding="utf-8")
    table = README.split("| in the case folder |")[1].split("\n\n")[0]
    first_cells = "".join(re.findall(r"^\|[^|]+\|", table, flags=re.MULTILINE))
    parts = re.findall(r"`([\w./]+)`", first_cells)
    assert len(parts) > 8
    assert [part for part in parts if f'"{part.rstrip("/")}"' not in source] == []


def test_the_check_before_landing_runs_the_second_command_word_for_word():
    script = (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")
    finder = next(line for line in script.splitlines() if line.startswith("readme_command()"))
    done = subprocess.run(
        ["bash", "-c", f"{finder}\nreadme_command 2"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == BLOCKS[1]
