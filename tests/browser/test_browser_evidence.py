"""A word pointed at, or reached by Tab, stands on the histogram; there is a way past all words."""

from dashboard_case import HOSTILE

AT = """() => {
    const bars = document.querySelector('.sr-bars').getBoundingClientRect()
    const line = document.querySelector('.sr-at')
    const style = getComputedStyle(line)
    if (style.visibility !== 'visible') return null
    return Math.round(100 * (line.getBoundingClientRect().left + 1 - bars.left) / bars.width)
}"""


def strength_of(word):
    """The percent that a marked word says of itself."""
    return int(word.get_attribute("title").split("\u00a0")[0])


def test_a_word_stands_on_the_histogram_while_the_pointer_or_the_focus_is_on_it(visit):
    visitor = visit()
    visitor.open("review", case="finished")
    page = visitor.page
    words = page.locator("mark[tabindex]")
    words.last.wait_for()  # the server may be quicker to answer than to begin
    visitor.settle()
    assert page.evaluate(AT) is None
    first, last = words.first, words.last
    assert abs(strength_of(first) - strength_of(last)) > 10
    for word in (first, last):
        word.hover()
        assert abs(page.evaluate(AT) - strength_of(word)) <= 1
    page.mouse.move(0, 0)
    assert page.evaluate(AT) is None
    page.locator(".sr-skip").focus()
    page.keyboard.press("Tab")
    assert abs(page.evaluate(AT) - strength_of(first)) <= 1
    last.hover()  # the pointer counts more than the focus
    assert abs(page.evaluate(AT) - strength_of(last)) <= 1


def test_one_key_leads_past_the_examples_to_the_decision(visit):
    visitor = visit()
    visitor.open("review", case="finished")
    visitor.page.locator(".sr-skip").focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")
    where = "document.activeElement.closest('[data-testid=stColumn]').innerText"
    assert "Your policy" in visitor.page.evaluate(where)


PASTED = "My mother said that he was the best nurse they had."


def chosen(page):
    """The words that are chosen in the pasted text."""
    return page.locator("[role=option].chosen").all_inner_texts()


def test_words_of_a_pasted_text_are_chosen_by_mouse_and_by_keyboard(visit, expect):
    visitor = visit()
    visitor.open("explore", case="finished", by="fires", text=PASTED)
    page, main = visitor.page, visitor.page.get_by_test_id("stMain")
    option = main.get_by_role("option", name="he", exact=True)
    option.click()
    expect(main.get_by_text("in “he”")).to_be_visible()
    visitor.settle()
    assert chosen(page) == ["he"]
    assert "part=4-4" in page.url
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    expect(main.get_by_text("in “he was the”")).to_be_visible()
    visitor.settle()
    assert chosen(page) == ["he", "was", "the"]
    main.get_by_role("option", name="mother").hover()
    page.mouse.down()
    main.get_by_role("option", name="that").hover()
    page.mouse.up()
    expect(main.get_by_text("in “mother said that”")).to_be_visible()
    visitor.settle()
    visitor.button("The whole text again").click()
    visitor.settle()
    assert chosen(page) == []
    assert "part=" not in page.url


def test_hostile_pasted_texts_stay_text_in_the_words_to_choose(visit, expect):
    visitor = visit()
    visitor.open(
        "explore", case="finished", by="fires", text=f"{HOSTILE} {'x' * 3000} \u202eabc\u202c"
    )
    main = visitor.page.get_by_test_id("stMain")
    expect(main.get_by_role("option").first).to_have_text("<script>alert(1)</script><img")
    assert main.locator("img[src*=evil], a[href*=evil], script").count() == 0
    assert visitor.foreign() == []


def test_an_answer_opens_by_keyboard_and_the_focus_stays_on_it(visit, expect):
    visitor = visit()
    visitor.open("explore", case="finished")
    main = visitor.page.get_by_test_id("stMain")
    answers = main.get_by_role("list", name="What moves the plain model most").get_by_role("button")
    expect(answers.first).to_have_attribute("aria-current", "true")
    answers.nth(1).focus()
    visitor.page.keyboard.press("Enter")
    expect(answers.nth(1)).to_have_attribute("aria-current", "true")
    visitor.settle()
    expect(answers.nth(1)).to_be_focused()
    assert answers.first.get_attribute("aria-current") is None
    name = answers.nth(1).inner_text().split("\n")[0]
    expect(main.get_by_role("heading", level=2).filter(has_text=name)).to_be_visible()
    assert f"feature={answers.nth(1).get_attribute('data-feature')}" in visitor.page.url
