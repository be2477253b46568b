"""Words on the lists of the word swaps, and what is wrong with a list that cannot be used."""

from collections.abc import Mapping, Sequence

from dashboard.words.sentences import count, quoted

TITLE = "Words and sentences that are swapped"
TABLES = {
    "pairs": "Words that are exchanged for each other, both ways",
    "templates": "Sentences that are swapped beside the test texts",
    "terms": "Terms for sentences with {term}; the first is what the others are held against",
}
COLUMNS = {
    "pairs": {"word": "word", "becomes": "becomes"},
    "templates": {"sentence": "sentence"},
    "terms": {"term": "term"},
}
SAVE = "Use these lists"
RESET = "Back to the lists that come with the product"
UNCHANGED = "Nothing in the tables was changed."
_TERM = "{term}"


def lead(own: bool) -> str:
    """Whose lists these are, and how they are changed."""
    whose = "This case has lists of its own." if own else "These lists come with the product."
    return (
        f"{whose} Click a cell to change it, add a row at the end, or choose rows and delete them. "
        "Of a word with several partners the first counts. Nothing changes before the button below."
    )


def saved(texts: int) -> str:
    """What the new lists give, and what to do next."""
    return f"Saved: {count(texts, 'swapped text')}. Run the tests again to try them."


def problem(
    pairs: Sequence[Mapping[str, str]],
    templates: Sequence[Mapping[str, str]],
    terms: Sequence[Mapping[str, str]],
) -> str:
    """What keeps the lists from being used, in one sentence; "" when nothing."""
    for row in pairs:
        first, second = row["word"], row["becomes"]
        if not (first and second):
            return f"{quoted(first or second)} has no partner: give both words, or empty the row."
        if first.lower() == second.lower():
            return f"{quoted(first)} would become itself: give another word, or empty the row."
    blanks = [row["sentence"] for row in templates if _TERM in row["sentence"]]
    if blanks and len(terms) < 2:
        return f"{quoted(blanks[0])} needs two terms or more: the first against each other one."
    if terms and not blanks:
        return f"No sentence has {_TERM} in it, so the terms would go nowhere: add such a sentence."
    return "" if pairs or templates else "No word and no sentence is left: keep at least one."
