"""Names, labels and help: one word for each thing, on every page and in the report."""

PRODUCT = "selfreg"

PAGES = {
    "overview": "Overview",
    "explore": "Explore",
    "review": "Review",
    "retrain": "Retrain",
    "compare": "Compare",
    "sign": "Sign and export",
    "second": "Second look",
    "lists": "Lists",
    "history": "History",
    "words": "Words explained",
}

TITLES = {
    "explore": "Explore the features",
    "review": "Review the features",
    "second": "A second look",
    "history": "History",
}

GLOSSARY = {
    "feature": "Something in a text that the model has learned to notice, such as a word, a way "
    "of saying things, or a subject.",
    "flag": "The regularized model must not rely on this feature.",
    "keep": "The regularized model may rely on this feature.",
    "unsure": "Put aside for a second look; it counts as not judged.",
    "strength": "How strongly a text shows a feature, as a share of the strongest place found.",
    "reliance": "How much of what moves a model's decision comes from the flagged features.",
    "plain model": "The classifier as it comes out of the data, before anything is flagged.",
    "regularized model": "The same classifier, trained so that it does not rely on flagged "
    "features.",
    "gap between groups": "The largest difference of a rate, such as how often the favourable "
    "decision is made, between two groups.",
    "case": "One set of labelled texts with its features, decisions, models and report.",
    "favourable decision": "The decision that is good for the person a text is about.",
    "influence": "How much of what moves the plain model's decision one feature makes up.",
    "pushes": "In which direction a feature moves the decision: towards the favourable one or "
    "away from it.",
    "tips": "In how many texts the plain model would decide otherwise without the feature.",
    "suggested name": "A name the software made from the words a feature fires on. It can be "
    "wrong; a person can give another, and both stay on record.",
    "fits well": "How well a suggested name tells the texts with the feature from those without: "
    "1 is always, 0.5 is no better than chance.",
    "fires": "A feature fires on a word where it is found in it.",
    "look-alike": "A text like the examples in which the feature does not fire.",
    "never seen": "A feature that fires in none of the texts, so that nobody can judge it.",
    "always on": "A feature that fires nearly everywhere, such as on punctuation.",
    "relative": "A feature that points the same way as another, fires in the same texts or on the "
    "same words, or moves with the same group.",
    "independent directions": "How many different things the flagged features are, once those "
    "that say the same are counted once.",
    "validation texts": "Texts kept apart from training, on which choices are tried.",
    "test texts": "Texts neither training nor choices have seen, on which results are counted.",
    "second opinion": "What another person would decide, asked before the decision is shown.",
    "Cohen's kappa": "How far two people agree beyond chance: 1 is always, 0 is chance.",
    "ledger": "The list of everything people did on a case. Lines are only ever added, each with "
    "the fingerprint of the one before, so that a change of an old line shows.",
    "fingerprint": "A short name made from the content of a file: another content, another name.",
    "proxy": "Something that stands in for who somebody is, such as a club for a sex.",
    "protected attribute": "Who somebody is, such as sex or age, where a decision must not "
    "depend on it.",
    "shortcut": "A pattern in the data that has nothing to do with the matter.",
}

HOVER = {
    word.lower(): says
    for word, says in GLOSSARY.items()
    if word not in ("feature", "flag", "keep", "case", "pushes", "tips", "fires", "relative")
}
"""Words that explain themselves on hover in sentences; the plainest are left alone."""

BANDS = {
    "strongest": "Strongest",
    "typical": "Typical",
    "faint": "Faint",
    "look-alike": "Look-alikes without it",
}
BAND_HELP = {
    "strongest": "the places where the feature is strongest",
    "typical": "about half as strong",
    "faint": "barely there",
    "look-alike": "similar texts in which the feature does not fire",
}

VERDICTS = {"flag": "Flag", "keep": "Keep", "unsure": "Unsure"}
DECIDED = {"flag": "Flagged", "keep": "Kept", "unsure": "Unsure"}

CHIPS = {
    "protected attribute": "Protected attribute",
    "proxy": "Proxy",
    "shortcut": "Shortcut",
    "privacy": "Privacy",
    "other": "Other",
}
CHIP_HELP = (
    "Protected attribute: who somebody is, such as sex or age. Proxy: something that stands in for "
    "it. Shortcut: a pattern in the data that has nothing to do with the matter. Privacy: a "
    "person's private affair."
)
REASON_PLACEHOLDER = "why it must not matter"

MODES = {
    "all": "All answers",
    "words": "By words",
    "meaning": "By meaning",
    "fires": "In a pasted text",
}
MODE_HELP = {
    "all": "A word, a few words or a sentence. Mistyped words and words of like meaning count too.",
    "words": "Features that fire on these words, and features common in texts that say them.",
    "meaning": "Features whose words mean something close, even if they share no word.",
    "fires": "Paste a text to see which features fire in it, and where.",
}

SUGGESTED = "Suggested name"
CONFIRMED = "Suggested name, confirmed by a person"
RELATIONS = {
    "similar": "same direction",
    "opposite": "opposite direction",
    "fires together": "fires in the same texts",
}

EVENTS = {
    "case.created": "made the case",
    "policy.set": "wrote the policy",
    "policy.locked": "set the limits",
    "about.given": "said what only a person knows about the case",
    "feature.flagged": "flagged",
    "feature.kept": "kept",
    "feature.unsure": "was unsure about",
    "decision.undone": "took back the decision on",
    "feature.renamed": "renamed",
    "opinion.given": "gave a second opinion on",
    "opinion.undone": "took back the second opinion on",
    "flag.carried": "carried over, to be confirmed, the flag on",
    "rule.set": "set the rule for features nobody judged",
    "model.trained": "trained the regularized model",
    "model.accepted": "accepted the regularized model",
    "swap.struck": "struck word swaps",
    "swap.restored": "took word swaps back in",
    "swap.words": "brought other words to swap",
    "verdict.disposition": "decided what follows from an open line",
    "section.viewed": "opened parts of the report",
    "signed": "signed",
    "approval.refused": "refused to approve",
    "key.added": "signed for the first time with a key",
    "key.retired": "retired a key",
    "bundle.sealed": "sealed the bundle: the approvals it takes hold",
    "certificate.revoked": "revoked a certificate",
    "certificate.superseded": "approved a newer bundle, which takes the place of an earlier one",
}

NO_POLICY = "No policy has been written yet."
NAME_ASKED = "Your name"
NAME_HELP = "Stands beside every decision you make. Asked once in this window."
NO_NAME = "Type your name first: it stands beside every decision."
NOT_RUN = "The features of this case have not been found yet."
NEEDS_REASON = {
    "flag": "To flag, choose a kind and say in a few words why it must not matter.",
    "keep": "Say in a few words why it may matter.",
    "unsure": "To put it aside, choose a kind and say in a few words what you are unsure about.",
}
