"""A word pointed at, or reached by Tab, stands on the histogram; there is a way past all words."""

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
