"""Headings, buttons, hints and empty faces of the pages."""

FAILED = (
    "This did not work, and the fault is ours, not yours. Nothing was changed. "
    "Load the page again; the log of the server says more."
)
NO_CASE = "No case is open."
CHOOSE_CASE = "Choose one from the list on the first page, or make a new one there."
TO_CASES = "To the list of cases"
TO_OVERVIEW = "To the overview"
RUN_FIRST = "Start the run on the page Overview; then come back."
CHANGE = "Change"
REASON = "Reason"
IN_YOUR_WORDS = "In your words"
CANCEL = "Cancel"
CANCELLING = "The job stops at its next step."
JOB_GOES_ON = "You can close this page or the browser; the job goes on."
NO_EXAMPLES = "The feature fires in none of these texts, so there is no example of it."
SEE_EVIDENCE = "See the evidence"
RENAME = "Give it another name"
RENAME_IT = "Rename"
NEW_NAME = "Name"
NEW_NAME_HELP = "Both names stay on record. An empty field goes back to the suggested name."
TOO_FEW = "too few to say"
MASK = "Hide personal data"
MASK_HELP = (
    "Hides names, e-mail addresses, phone and account numbers in people's texts on these pages. "
    "They are guessed from their shape: some stay visible. The report quotes no text."
)
WORDS_LEAD = "Every word that has a meaning of its own here. Print this page with the browser."
CLASS = "decision"
NOT_GIVEN = "(not given)"
TECHNICAL = "Technical details"
WEAKEST, STRONGEST = "faint", "its strongest"
POINT_AT_A_WORD = "Point at a marked word, or tab to it, to see where it stands."
SKIP_EXAMPLES = "Skip the examples"
HISTOGRAM = "How often the feature fires at which strength"
YOUR_POLICY = "Your policy"

TAGLINE = "Find what a text classifier leans on, flag what it must not rely on."
FIND = "Find a feature"
FIND_HINT = "a word or a sentence"
WELCOME = "Which case?"
SAMPLE = "hiring"
OPEN_SAMPLE = "Open the sample case"
SAMPLE_IS = "A hiring screen with 4,000 invented applications, to learn on."
SAMPLE_MADE = "The sample case is made. Start its run to find the features."
NEW_CASE = "A new case from a file"
CHOOSE_FILE = "Choose a file with labelled texts"
FILE_HELP = "CSV, TSV, JSON lines or Parquet, one text a row. Nothing leaves this machine."
CASE_NAME = "Name of the case"
TEXT_COLUMN = "Column with the text"
LABEL_COLUMN = "Column with the decision"
GROUP_COLUMNS = "Columns with groups to compare"
SPLIT_COLUMN = "Column that says training or test"
SPLIT_HELP = "Without one, the texts are divided: 70 % training, 15 % validation, 15 % test."
FAVOURABLE = "Favourable decision"
FAVOURABLE_HELP = "The one that is good for the person the text is about."
COLUMNS_MISSING = "Choose the column with the text and the column with the decision."
MAKE_CASE = "Make the case"
CASE_MADE = "The case is made. Start its run to find the features."
OTHER_CASES = "Another case"
GO_ON = "Go on reviewing"
START_RUN = "Start the run"
POLICY_HINT = "What must the decision not depend on?"
POLICY_HELP = "Stands beside every decision. Each version stays in the history."
SAVE_POLICY = "Save the policy"
POLICY_SAVED = "The policy is saved."
POLICY_SAME = "The policy is unchanged."
WHAT_IT_DECIDES = "What the model decides"
THE_DATA = "The data"
BY_CLASS = "Texts by decision and part"
PROGRESS = "Progress of the review"
TO_REVIEW = "Still to review"
NEVER_SEEN = "Never seen in these texts"
LAST_EVENTS = "What happened last"
WHO, WHAT, ABOUT = "Who", "What", "Words in it"
EVERYBODY, EVERYTHING = "everybody", "everything"
EXPORT_CSV, EXPORT_JSON = "Export as CSV", "Export as JSON"
CHECK = "Check integrity"
NO_EVENT = "Nothing in the history answers this."
NO_EVENT_ADVICE = "Choose everybody and everything, or empty the field of words."
NOTHING_HAPPENED = "Nothing has happened on this case yet."
NOTHING_HAPPENED_ADVICE = "Every decision, training and signature will be listed here."

SEARCH = "Search"
LOOK_FOR = "Look for"
SEARCH_HINT = "maternity leave"
PASTE_HINT = "Paste a whole text"
MOVES_MOST = "What moves the plain model most"
DECIDE_ON_IT = "Decide on this feature"
IN_YOUR_TEXT = "In your text"
FIRES_NOT = "This feature does not fire in your text."
NOTHING_FOUND_ADVICE = {
    "all": "Try fewer or other words, or search by meaning.",
    "words": "Try fewer or other words, or search by meaning.",
    "meaning": "Try other words, or search by words.",
    "fires": "Try a longer text.",
}

QUEUE = "Part of the queue"
EMPTY_TABS = {
    "To review": "Every feature that matters has a decision.",
    "Flagged": "No feature is flagged yet.",
    "Kept": "No feature is kept yet.",
    "Unsure": "No feature is put aside.",
    "Never seen": "Every feature was seen in these texts.",
    "All": "This case has no features.",
}
EMPTY_TAB_ADVICE = "The other parts of the queue are above."
WHY_HERE = "Why it is here."
PREVIOUS = "Back"
NEXT = "Next"
UNDO = "Undo"
RELATED = "Related, not flagged"
RULE = "What nobody judges"
RULES = {"keep": "Keep what nobody judges", "flag": "Flag what nobody judges"}
RULE_SET = "The rule is set; the report prints it."
RELATED_TO_FLAGGED = "Related to what is flagged"
FLAGS_SO_FAR = "The flags so far"
WEIGHING = "The new figures are being counted."
WEIGHED_HEADS = ("", "plain", "with flags")
FLAG_RELATED = "Flag related features too"
AS_LIST = "The queue as a list"
