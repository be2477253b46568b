"""The JSON Schema of report.json, as it is published in the package."""

import json
from pathlib import Path
from typing import Any

SCHEMA_FILE = "report.schema.json"


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of report.json."""
    return json.loads(Path(__file__).with_name(SCHEMA_FILE).read_text("utf-8"))
