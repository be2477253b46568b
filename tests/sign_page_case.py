"""The page Sign and export over a made-up report, for its tests."""

from dashboard import engine

REPORT = "<!doctype html><title>report</title><h1>The report</h1>"
PARTS = {"Page one": "<h1>One</h1>", "Policy": "<h2>Policy</h2>", "Texts": "<h2>Texts</h2>"}
HANDOVER = engine.Handover(
    {"report.html": REPORT.encode(), "report.json": b"{}"},
    PARTS,
    {title: f"{i}" * 64 for i, title in enumerate(PARTS)},
    [],
    [],
)


def made_up(tmp_path, monkeypatch):
    """The folder of the cases, whose report is the one above."""
    monkeypatch.setenv("SELFREG_CASES", str(tmp_path))
    monkeypatch.setattr(engine, "handover", lambda case, masked=False: HANDOVER)
    monkeypatch.setattr("dashboard.engine.handing.handover", lambda case, masked=False: HANDOVER)
    return tmp_path


def frames(app) -> list[str]:
    return [element.proto.src for element in app.get("iframe")]


def fill(app, name="Ada Rossi", role="head of compliance", tick=True):
    app.text_input(key="sign_name").input(name)
    app.text_input(key="sign_role").input(role)
    if tick:
        app.checkbox(key="sign_tick").check()
    return app.run().button(key="sign").click().run()
