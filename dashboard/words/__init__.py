"""Every word the pages show that is not a person's own.

terms      names of things, the glossary, choices
labels     headings, buttons, hints and empty faces
sentences  numbers, names and times as they stand in a sentence
status     where a case stands: the opening sentence, the next step
feature    what a feature is and does
pages      sentences of single pages

finding    groups of answers, filters, a pasted text

The pages on training, comparing and signing have files of their own beside these.
"""

# Pages say words.X, wherever X is written down.
from dashboard.words.feature import *  # noqa: F403
from dashboard.words.labels import *  # noqa: F403
from dashboard.words.pages import *  # noqa: F403
from dashboard.words.sentences import *  # noqa: F403
from dashboard.words.status import *  # noqa: F403
from dashboard.words.terms import *  # noqa: F403
