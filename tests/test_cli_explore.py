"""`features` lists and searches, `feature` shows the evidence."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from cli_kit import FOUND, TEXT

from core.cli.evidence import marked

FEATURES = pd.DataFrame(
    {
        "feature": [4, 7, 9, 2],
        "name": ["he", "bridge", "rare", "all"],
        "texts": [20, 50, 60, 100],
        "status": ["live", "live", "live", "always on"],
        "influence": [0.2, 0.2, 0.1, 0.9],
        "pushes": [1, -1, 0, 1],
        "tips": [3, 0, 0, 9],
    }
)


def test_features_lists_by_influence_then_by_texts_and_leaves_out_what_is_always_on(
    cli_case, calls, say
):
    calls("index", SimpleNamespace(table=lambda: FEATURES))
    _, said, _ = say("features", cli_case.folder, "--json")
    assert [row["feature"] for row in said["features"]] == [7, 4, 9]
    assert said["features"][1] == {
        "feature": 4,
        "name": "he",
        "texts": 20,
        "strength": 0.2,
        "reason": "moves the plain model towards invite; 3 decisions change without it",
    }
    _, said, _ = say("features", cli_case.folder, "--top", "1", "--json")
    assert [row["feature"] for row in said["features"]] == [7]


def test_features_passes_a_search_on(cli_case, calls, say):
    found = pd.DataFrame([[4, "he", 20, 0.91, "fires on he"]], columns=FOUND)
    noted = calls("search", found)
    _, said, _ = say("features", cli_case.folder, "--query", "he said", "--by", "fires", "--json")
    assert noted[0][0][1:] == ("he said",)
    assert noted[0][1] == {"by": "fires", "top": 20}
    assert said == {
        "features": [
            {"feature": 4, "name": "he", "texts": 20, "strength": 0.91, "reason": "fires on he"}
        ]
    }


def test_a_search_by_meaning_says_when_its_answer_is_a_guess(cli_case, calls, say, monkeypatch):
    calls("search", pd.DataFrame([[4, "he", 20, 0.51, "means something close"]], columns=FOUND))
    monkeypatch.setattr("core.pipeline.look.load_model", lambda case: None)
    calls("index", None)
    calls("unknown_words", ["qxzvw"])
    asked = ("features", cli_case.folder, "--query", "qxzvw")
    assert "qxzvw is no word the language model knows" in say(*asked, "--by", "meaning")[1]
    assert say(*asked, "--by", "meaning", "--json")[1]["unknown_words"] == ["qxzvw"]
    assert "guess" not in say(*asked)[1]


def test_a_search_without_result_says_how_to_widen_it(cli_case, calls, say):
    calls("search", pd.DataFrame(columns=FOUND))
    code, said, _ = say("features", cli_case.folder, "--query", "zzz")
    assert code == 0
    assert "--by meaning" in said


EVIDENCE = SimpleNamespace(
    feature={"feature": 4, "name": "he, his", "words": ["he", "his"], "texts": 20, "tokens": 31},
    examples=pd.DataFrame(
        {
            "band": ["strongest"],
            "text": [0],
            "strength": [0.97],
            "window_start": [10],
            "window_end": [30],
            "starts": [np.array([10, 23])],
            "ends": [np.array([12, 26])],
            "values": [np.array([0.97, 0.6])],
        }
    ),
    rates=pd.DataFrame(
        [["gender", "m", 30, 18, 0.6]], columns=["column", "value", "n", "texts", "rate"]
    ),
    relatives=pd.DataFrame(
        [["similar", 9, "she, her", 0.4]], columns=["relation", "other", "name", "score"]
    ),
)


def test_feature_shows_examples_with_the_firing_words_in_brackets(cli_case, calls, say):
    calls("index", SimpleNamespace(evidence=lambda feature: EVIDENCE))
    _, said, _ = say("feature", cli_case.folder, "4")
    assert "feature 4: he, his" in said
    assert "… «he» said that «his» wor …" in said
    assert "gender  m            18  30  0.600" in said
    assert "similar        9  she, her  0.400" in said
    _, said, _ = say("feature", cli_case.folder, "4", "--json")
    assert said["examples"][0]["id"] == "a"
    assert said["examples"][0]["starts"] == [10, 23]
    assert said["rates"][0]["rate"] == 0.6


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], "Yesterday he said that his work is done."),
        ([(10, 12)], "Yesterday «he» said that his work is done."),
        ([(23, 26), (10, 12), (13, 17)], "Yesterday «he said» that «his» work is done."),
        ([(35, 39), (39, 40)], "Yesterday he said that his work is «done.»"),
    ],
)
def test_marks_close_up_over_neighbours_and_leave_the_text_as_it_is(spans, expected):
    assert marked(TEXT, 0, len(TEXT), spans) == expected
