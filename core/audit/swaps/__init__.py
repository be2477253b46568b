"""Word swaps: the same sentence with other words about a group; does the decision follow them?

words.json  pairs and templates that come with the product; a case can have its own
words    the word lists, read and checked
swap     one text with the words of its pairs exchanged
made     all swaps of some texts and templates, each with an id by which it can be struck
figures  what the swaps do to a model
"""

from core.audit.swaps.figures import figures
from core.audit.swaps.made import Swap, exchanged_texts, swaps_of
from core.audit.swaps.swap import swapped
from core.audit.swaps.words import Words, default_words, words_from

__all__ = [
    "Swap",
    "Words",
    "default_words",
    "exchanged_texts",
    "figures",
    "swapped",
    "swaps_of",
    "words_from",
]
