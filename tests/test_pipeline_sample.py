"""The sample case that the command line and the pages share."""

import pytest

from core.errors import CaseError
from core.pipeline import sample_case


def test_the_sample_is_made_once_and_found_again(tmp_path):
    made = sample_case(tmp_path / "hiring")
    assert made.settings.groups == ("gender", "parental_leave", "hobby")
    assert sample_case(tmp_path / "hiring").id == made.id


def test_something_else_in_the_folder_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(CaseError):
        sample_case(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
