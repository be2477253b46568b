"""What every test shares: an offline machine, checked tensor shapes, the benchmark data."""

import os
from pathlib import Path

import pytest
from jaxtyping import install_import_hook

REPOSITORY = Path(__file__).resolve().parent.parent

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

# In the rooms that compute with tensors, types and shapes are checked at run time. None of them
# may be imported before this line, or that one goes unchecked.
CHECKED = ["core.embed", "core.sae", "core.features", "core.classify"]
install_import_hook(CHECKED, "beartype.beartype")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of the benchmark data; the test is skipped where there is none."""
    named = os.environ.get("SELFREG_DATA")
    folder = Path(named) if named else REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no benchmark data at {folder}: set SELFREG_DATA to the folder that holds it")
    return folder


# Fixtures that several files about the command line share; imported late, for the hook above.
from cli_kit import calls, cli_case, say  # noqa: E402, F401
