"""A case folder written by hand, so that the pages can be tested without any model."""

import json
import re
from html import escape
from pathlib import Path

import numpy as np
import pandas as pd
from streamlit.testing.v1 import AppTest

from core.case import Case, Settings
from core.review.ledger import Ledger
from core.texts import Texts

REPOSITORY = Path(__file__).resolve().parent.parent
APP = REPOSITORY / "dashboard" / "app.py"

HOSTILE = (
    '<script>alert(1)</script><img src="https://evil.example/x.png" onerror="alert(2)">'
    "<style>body{display:none}</style> ![x](https://evil.example/y.png) **he** <b>bold</b> "
    "'; DROP TABLE texts; -- \u202eturned 👩‍👩‍👧 \x07\x1b[31m\x00 end"
)
LONG_WORD = "w" * 10_000
HOSTILE_NAME = "![n](https://evil.example/n.png)"
TEXTS = 80
FEATURES = ("he, his", "she, her", HOSTILE_NAME, "skill", "asleep", "everywhere")


def make_case(folder: Path, *, run: bool = True) -> Case:
    """A case of 80 texts and six features: 0 to 3 live, 4 never seen, 5 always on."""
    texts = _texts()
    settings = Settings(
        name=folder.name,
        source="hiring.csv",
        text="text",
        label="decision",
        groups=("sex",),
        split=None,
        favourable="invite",
        model="minilm",
    )
    case = Case.create(folder, settings, texts)
    book = Ledger(case.ledger_path, case.id)
    ts = "2026-01-31T09:30:00Z"
    book.append(by="Ada", event="case.created", subject={"case": case.id}, reason="", ts=ts)
    policy = {"text": "Skill alone decides. <script>alert(3)</script>"}
    book.append(by="Ada", event="policy.set", subject=policy, reason="", ts=ts)
    if run:
        _write_features(case)
    return case


def open_app(page: str = "overview", **query: str) -> AppTest:
    """The app on one page, with a query in its URL."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    return app if page == "overview" else app.switch_page(f"views/{page}.py").run()


def shown(app: AppTest) -> str:
    """What the page says: HTML without the words explained on hover, buttons, listed features."""
    drawn = "\n".join(element.value for element in [*app.html, *app.sidebar.html])
    labels = "\n".join(button.label for button in app.button)
    named = "\n".join(f"{name} {why}" for data in listed(app) for _, name, why in data["features"])
    labels = re.sub(r"\\(.)", r"\1", labels) + "\n" + named
    return re.sub(r"</?abbr[^>]*>", "", drawn) + "\n" + escape(labels)


def listed(app: AppTest) -> list[dict]:
    """Every list of features on the page: what the browser is given."""
    found = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    return [data for data in found if "features" in data]


def failed(app: AppTest) -> bool:
    """Whether the page ended in an error that is our fault."""
    return bool(app.exception) or "sr-failed" in shown(app)


def _texts() -> Texts:
    frame = pd.DataFrame(
        {
            "id": [f"t{i}" for i in range(TEXTS)],
            "text": [f"Applicant {i} said that he did his work with skill." for i in range(TEXTS)],
            "label": ["invite" if i % 2 else "reject" for i in range(TEXTS)],
            "split": ["train" if i < 50 else "valid" if i < 60 else "test" for i in range(TEXTS)],
            "sex": ["male" if i < 40 else "female" for i in range(TEXTS)],
        },
        dtype=object,
    )
    frame.loc[0, "text"] = HOSTILE
    frame.loc[3, "text"] = LONG_WORD
    return Texts(frame, ("sex",), ("2 texts were empty and were left out.",))


def _write_features(case: Case) -> None:
    folder = case.features_folder
    folder.mkdir()
    number = range(len(FEATURES))
    status = ["live"] * 4 + ["never seen", "always on"]
    pd.DataFrame(
        {
            "feature": number,
            "name": FEATURES,
            "kind": "words",
            "fit": 0.9,
            "status": status,
            "texts": [40, 30, 20, 60, 0, 80],
            "tokens": [50, 40, 30, 70, 0, 900],
            "density": 0.01,
            "maximum": [2.0, 2.0, 2.0, 2.0, 0.0, 2.0],
            "words": [["he", "his"], ["she", "her"], ["x"], ["skill"], [], ["the"]],
            "shares": [[0.6, 0.3], [0.6, 0.3], [0.9], [0.9], [], [0.9]],
            "histogram": [[5] * 20] * 6,
            "direction": [row.tolist() for row in np.eye(6, 8, dtype=np.float32)],
        }
    ).to_parquet(folder / "features.parquet")
    _examples().to_parquet(folder / "examples.parquet")
    _rates().to_parquet(folder / "rates.parquet")
    pd.DataFrame(
        {
            "feature": [0, 0, 1],
            "other": [1, 3, 0],
            "relation": ["similar", "fires together", "similar"],
            "score": [0.61, 0.3, 0.61],
        }
    ).to_parquet(folder / "relatives.parquet")
    pd.DataFrame({"feature": [0], "text": [0], "pooled": [0.1], "peak": [1.0]}).to_parquet(
        folder / "occurrences.parquet"
    )
    pd.DataFrame({"text": [0], "feature": [0]}).to_parquet(folder / "present.parquet")
    pd.DataFrame(
        {
            "feature": number,
            "influence": [0.3, 0.2, 0.1, 0.25, 0.0, 0.0],
            "pushes": [1, -1, 1, 1, 0, 0],
            "tips": [9, 4, 1, 7, 0, 0],
        }
    ).to_parquet(case.influence_path)
    for step in ("embed", "sae", "features", "plain"):
        case.record(step, f"key of {step}", {})


def _examples() -> pd.DataFrame:
    rows = []
    for feature in range(4):
        for band, strength in (("strongest", 1.0), ("typical", 0.5), ("look-alike", 0.0)):
            text = HOSTILE if band == "strongest" else f"Applicant {feature + 1} said that he"
            text = LONG_WORD if (feature, band) == (2, "typical") else text
            start = max(text.find("he"), 0)
            fires = band != "look-alike"
            rows.append(
                {
                    "feature": feature,
                    "band": band,
                    "rank": 0,
                    "text": 0 if band == "strongest" else feature + 1,
                    "strength": strength,
                    "window_start": 0,
                    "window_end": len(text),
                    "starts": [start] if fires else [],
                    "ends": [start + 2] if fires else [],
                    "values": [strength] if fires else [],
                    "copies": 3 if band == "strongest" else 1,
                }
            )
    return pd.DataFrame(rows)


def _rates() -> pd.DataFrame:
    rows = []
    for feature in range(6):
        for column, value, rate in (
            ("label", "invite", 0.5),
            ("label", "reject", 0.25),
            ("sex", "male", 0.9 if feature == 0 else 0.3),
            ("sex", "female", 0.1 if feature == 0 else 0.3),
        ):
            rows.append((feature, column, value, 30, int(30 * rate), rate))
    return pd.DataFrame(rows, columns=["feature", "column", "value", "n", "texts", "rate"])
