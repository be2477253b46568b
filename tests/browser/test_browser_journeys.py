"""From Overview to a downloaded bundle, by mouse and by keyboard alone; links; hostile texts."""

from zipfile import ZipFile

import pytest
from dashboard_case import HOSTILE, HOSTILE_NAME

from core.signing.forms import PUBLIC

REASON = "who somebody is must not matter"
NAME = "Ada Rossi"
PRESSES = 150  # more stops than a page has
# From Overview to a bundle, the tick and the button of the signature included; for one flag.
PRESSES_AT_MOST, ACTS_OF_A_FLAG = 7, 3


class Hand:
    """A person's hand, which keeps count: presses on the way, acts of deciding, words typed."""

    def __init__(self):
        self.presses, self.acts, self.typed = 0, 0, []

    def press(self, visitor, target):
        """A press on the way to the bundle, signing included."""
        self.presses += 1
        self.push(visitor, target)

    def decide(self, visitor, target):
        """A press that is part of the decision on a feature."""
        self.acts += 1
        self.push(visitor, target)

    def write(self, visitor, target, text):
        self.typed.append(text)
        self.fill(visitor, target, text)


class Mouse(Hand):
    """Points and clicks."""

    def push(self, visitor, target):
        target.click()
        visitor.settle()

    def fill(self, visitor, target, text):
        target.click()
        target.fill(text)
        target.press("Tab")
        visitor.settle()


class Keyboard(Hand):
    """Tab until something has the focus, then a key; never the mouse."""

    def push(self, visitor, target):
        self._reach(visitor, target)
        kind = target.evaluate("e => e.getAttribute('role') || e.type")
        visitor.page.keyboard.press("Space" if kind in ("radio", "checkbox") else "Enter")
        visitor.settle()

    def fill(self, visitor, target, text):
        self._reach(visitor, target)
        visitor.page.keyboard.type(text)
        visitor.page.keyboard.press("Tab")
        visitor.settle()

    def _reach(self, visitor, target):
        target.wait_for()
        for _ in range(PRESSES):
            where = target.evaluate(WHERE)
            if where == "here":
                return
            visitor.page.keyboard.press("ArrowRight" if where == "beside" else "Tab")
        pytest.fail(f"the keyboard never reached {target}")


# Tab goes to a group of choices as a whole; the arrows go from one choice to the next.
WHERE = """e => {
    const at = document.activeElement
    const group = e.closest('[role=radiogroup]')
    return e === at ? 'here' : group && group.contains(at) ? 'beside' : 'elsewhere'
}"""


@pytest.mark.parametrize(("hand", "case"), [(Mouse(), "by-mouse"), (Keyboard(), "by-keyboard")])
def test_a_person_gets_from_overview_to_a_bundle_that_verifies(visit, expect, tmp_path, hand, case):
    visitor = visit()
    main = visitor.page.get_by_test_id("stMain")
    visitor.open(case=case)
    hand.press(visitor, visitor.button("Review the features"))
    visitor.arrive("review")
    flag_one(visitor, main, hand)
    hand.press(visitor, visitor.step("Retrain"))
    visitor.arrive("retrain")
    hand.press(visitor, visitor.button("Train the regularized model"))
    visitor.arrive("compare")  # it opens by itself when the training is done
    hand.press(visitor, visitor.button("Accept this version for sign-off"))
    visitor.arrive("sign")
    sign(visitor, main, hand)
    expect(main.get_by_text("Signed by Ada Rossi, and nothing changed since.")).to_be_visible()
    with visitor.page.expect_download() as waiting:
        hand.press(visitor, visitor.button("Download the bundle"))
    bundle = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(bundle)
    assert bundle.name == f"{case}-bundle.zip"
    assert_intact(bundle)
    assert hand.presses <= PRESSES_AT_MOST
    assert hand.typed.count(NAME) == 1
    assert_copy_of(visitor, bundle)


def assert_copy_of(visitor, bundle):
    """The copy for everybody holds the same report's public part, and neither model nor history."""
    with visitor.page.expect_download() as waiting:
        visitor.button("Download the copy for everybody").click()
    copy = bundle.with_name(waiting.value.suggested_filename)
    waiting.value.save_as(copy)
    with ZipFile(copy) as held, ZipFile(bundle) as whole:
        names = set(held.namelist())
        assert names < set(whole.namelist())
        assert held.read(PUBLIC) == whole.read(PUBLIC)
    assert not [name for name in names if name.startswith(("model/", "data/", "ledger"))]


def flag_one(visitor, main, hand):
    """Flag the feature on top of the queue, with its kind and a reason."""
    hand.write(visitor, main.get_by_role("textbox", name="Your name"), NAME)
    before = hand.acts + len(hand.typed)
    hand.decide(visitor, main.get_by_role("radio", name="Proxy"))
    hand.write(visitor, main.get_by_role("textbox", name="In your words"), REASON)
    hand.decide(visitor, main.get_by_role("button", name="Flag").first)
    assert hand.acts + len(hand.typed) - before == ACTS_OF_A_FLAG
    main.get_by_role("status").filter(has_text="Flagged “").first.wait_for()


def sign(visitor, main, hand):
    """Type the role, tick the statement, sign under the name that decided."""
    assert main.get_by_role("textbox", name="Full name").input_value() == NAME
    hand.write(visitor, main.get_by_role("textbox", name="Role"), "head of compliance")
    tick = main.get_by_role("checkbox").first  # the statement; the next one is optional
    if isinstance(hand, Mouse):
        tick = main.get_by_text("I looked at the flagged features")
    hand.press(visitor, tick)
    hand.press(visitor, visitor.button("Sign"))


def assert_intact(bundle):
    """Every part of the bundle is what its manifest says."""
    from core.report.bundle import verify_bundle

    checks = verify_bundle(bundle, now="2026-11-21T00:00:00Z")
    assert checks
    assert [check.message for check in checks if not check.ok] == []


def test_a_link_brings_a_colleague_to_the_same_case_and_feature(visit, expect):
    visitor = visit()
    visitor.open("review", case="hostile", feature=3)
    heading = visitor.page.get_by_test_id("stMain").get_by_role("heading", level=1)
    expect(heading).to_have_text("“skill”")
    visitor.page.reload()
    visitor.settle()
    expect(heading).to_have_text("“skill”")
    visitor.step("Explore").click()
    visitor.arrive("explore")
    assert "case=hostile" in visitor.page.url
    assert "feature=3" in visitor.page.url


def test_hostile_texts_and_names_are_shown_as_text(visit, expect):
    visitor = visit()
    alarms = []
    visitor.page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
    for page in ("review", "explore", "", "history"):
        visitor.open(page, case="hostile", feature=2)
        main = visitor.page.get_by_test_id("stMain")
        expect(main.get_by_role("heading", level=1).first).to_be_visible()
        assert main.locator("img[src*=evil], a[href*=evil], script").count() == 0
    assert alarms == []
    visitor.open("review", case="hostile", feature=2)
    main = visitor.page.get_by_test_id("stMain")
    expect(main.get_by_role("heading", level=1)).to_have_text(f"“{HOSTILE_NAME}”")
    expect(main).to_contain_text(HOSTILE[:60])
    assert visitor.foreign() == []


def test_a_hostile_text_that_somebody_tries_stays_text(visit, expect):
    visitor = visit()
    visitor.open("compare", case="finished")
    main = visitor.page.get_by_test_id("stMain")
    main.get_by_role("textbox", name="Text", exact=True).fill(HOSTILE)
    visitor.button("Try this text").click()
    expect(main.get_by_text("What fires most in this text")).to_be_visible()
    visitor.settle()
    expect(main.locator("p.sr-text").last).to_contain_text("<script>alert(1)</script>")
    assert main.locator("img[src*=evil], script").count() == 0
    assert visitor.foreign() == []


def test_keys_decide_nothing_while_a_field_has_the_focus(visit, expect):
    visitor = visit()
    visitor.open("review", case="hostile", tab="All")
    main = visitor.page.get_by_test_id("stMain")
    main.get_by_role("textbox", name="Your name").fill(NAME)
    visitor.page.keyboard.press("Tab")
    visitor.settle()
    field = main.get_by_role("textbox", name="In your words")
    field.click()
    visitor.page.keyboard.type("fkuz fkuz")
    visitor.settle()
    expect(main.get_by_text("Undo with Z.")).to_have_count(0)
    expect(field).to_have_value("fkuz fkuz")
    expect(main.get_by_text("0 of 4 decided, 0 flagged")).to_be_visible()
    assert "feature=" not in visitor.page.url


def test_one_key_keeps_and_the_name_outlives_a_refresh(visit, expect):
    visitor = visit()
    visitor.open("review", case="hostile", tab="All")
    main = visitor.page.get_by_test_id("stMain")
    main.get_by_role("textbox", name="Your name").fill("Ada <b>Rossi</b>")
    visitor.page.keyboard.press("Tab")
    visitor.settle()
    visitor.page.reload()
    visitor.settle()
    expect(visitor.page.get_by_text("Deciding as Ada <b>Rossi</b>")).to_be_visible()
    expect(main.get_by_role("button", name="Keep")).to_be_enabled()
    visitor.settle()
    visitor.page.keyboard.press("k")
    expect(main.get_by_text("Undo with Z.")).to_be_visible()
    visitor.page.wait_for_timeout(2500)  # the figures of the flags come in by themselves
    visitor.settle()
    expect(main.get_by_text("Undo with Z.")).to_be_visible()
    visitor.page.keyboard.press("z")
    expect(main.get_by_text("Took back the decision on")).to_be_visible()


def test_a_hostile_name_filter_and_question_stay_text_on_every_page(visit, expect):
    visitor = visit()
    for page in ("explore", "history", "second", "lists", "words"):
        visitor.open(page, case="hostile", q=HOSTILE[:200], by="words", about=HOSTILE[:100])
        main = visitor.page.get_by_test_id("stMain")
        expect(main.get_by_role("heading", level=1)).to_have_count(1)
        assert main.locator("img[src*=evil], a[href*=evil], script").count() == 0
    assert visitor.foreign() == []
