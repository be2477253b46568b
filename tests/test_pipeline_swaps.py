"""Every swapped text can be seen, struck and taken back; a case can have its own words."""

import json

import pytest

from core.errors import InputError
from core.pipeline.decide import ledger
from core.pipeline.swaps import case_swaps, set_swap_words, strike_swaps, swap_lists

WHO, BY = ("Ada Rossi", "2026-11-20T14:05:00Z"), ("--by", "Ada Rossi")


def test_only_test_texts_are_swapped_and_templates_come_after(cli_case):
    found = case_swaps(cli_case)
    assert [(s.row, s.after) for s in found if s.row is not None] == [(1, "He plans bridges.")]
    assert found[-1].origin == "template"


def test_what_is_struck_stays_listed_and_can_be_taken_back(cli_case):
    found = case_swaps(cli_case)
    before = swap_lists(cli_case)
    struck = strike_swaps(cli_case, [found[0].id], *WHO)
    assert struck.struck == {found[0].id}
    assert case_swaps(cli_case) == found
    assert struck.sha256 != before.sha256
    assert strike_swaps(cli_case, [found[0].id], *WHO, restore=True) == before
    with pytest.raises(InputError, match="no swap 'x'"):
        strike_swaps(cli_case, ["x"], *WHO)


def test_a_case_can_have_its_own_words_and_keeps_what_was_struck(cli_case):
    strike_swaps(cli_case, [case_swaps(cli_case)[0].id], *WHO)
    lists = set_swap_words(cli_case, {"pairs": [["bridges", "tunnels"]], "templates": []}, *WHO)
    assert lists.own
    assert len(lists.struck) == 1
    assert [s.after for s in case_swaps(cli_case)] == ["She plans tunnels."]
    with pytest.raises(InputError, match="no pair of words"):
        set_swap_words(cli_case, {"pairs": [["one"]]}, *WHO)
    assert swap_lists(cli_case) == lists


def test_the_command_lists_strikes_and_reads_a_file(cli_case, say, tmp_path):
    _, said, _ = say("swaps", cli_case.folder, "--json")
    first = said["swaps"][0]
    assert (first["after"], first["struck"]) == ("He plans bridges.", False)
    code, told, _ = say("swaps", cli_case.folder, "--strike", first["id"], *BY)
    assert code == 0
    assert f"{first['id']}  struck  she → he" in told
    words = tmp_path / "words.json"
    words.write_text(json.dumps({"templates": []}))
    _, said, _ = say(
        "swaps", cli_case.folder, "--words", words, "--restore", first["id"], *BY, "--json"
    )
    assert said["tried"] == len(said["swaps"]) == 1


@pytest.mark.parametrize(("content", "says"), [("{", "not JSON"), ("[]", "no object with pairs")])
def test_a_file_that_is_no_word_list_is_the_callers_fault(cli_case, say, tmp_path, content, says):
    words = tmp_path / "words.json"
    words.write_text(content)
    code, _, err = say("swaps", cli_case.folder, "--words", words)
    assert code == 2
    assert says in err
    assert say("swaps", cli_case.folder, "--words", tmp_path / "none.json")[0] == 2


def test_what_is_struck_and_taken_back_goes_into_the_ledger_with_a_name(cli_case, say):
    first = case_swaps(cli_case)[0]
    strike_swaps(cli_case, [first.id], *WHO, "makes no sense")
    strike_swaps(cli_case, [first.id], *WHO, restore=True)
    struck, restored = ledger(cli_case).events()
    assert (struck.event, struck.by, struck.reason) == ("swap.struck", WHO[0], "makes no sense")
    assert struck.subject == restored.subject == {"swaps": {first.id: first.words}}
    assert restored.event == "swap.restored"
    code, _, err = say("swaps", cli_case.folder, "--strike", first.id)
    assert (code, "no name given" in err) == (2, True)
    assert swap_lists(cli_case).struck == frozenset()
    set_swap_words(cli_case, {"templates": []}, *WHO)
    assert ledger(cli_case).events()[-1].event == "swap.words"
