"""The words of the page on lists."""

from typing import TYPE_CHECKING

from dashboard.words.sentences import count, listed, quoted

if TYPE_CHECKING:
    from dashboard.engine.lists import CarriedOver

LEAD = (
    "Keep features together with a note and a text to try them on, and carry their flags to "
    "another case, where each waits to be confirmed."
)
WHICH = "List"
NONE = "There is no list yet."
NONE_ADVICE = "On the page Review, put a feature on a list; or carry one over from another case."
ADD = "Put it on a list"
ADD_NAME = "Name of the list, a new one or one there is"
ADD_IT = "Put on the list"
NOTE, TEXT = "Note", "Text to try its features on"
SAVE, REMOVE, TAKE_OFF = "Save note and text", "Remove the list", "Take off"
SAVED, REMOVED = "Note and text are saved.", "The list is removed; decisions stay."
EXPORT = "Export the list"
ASK_FIRST = "The file will hold what people typed, personal data included. Export it all the same."
MASKED = "Personal data is hidden. To change note and text, show it again in the sidebar."
CARRY = "Carry a list over from another case"
CHOOSE = "An exported list"
CHOOSE_HELP = "A JSON file that another case exported, of the same language model."
CARRY_IT = "Carry its flags over"
HEADS = ("feature", "decision", "in your text")


def features(number: int) -> str:
    """How many features a list holds."""
    return count(number, "feature")


def put(name: str, lst: str) -> str:
    """What the last action did."""
    return f"{quoted(name)} is on the list {quoted(lst)}."


def carried_over(found: "CarriedOver") -> str:
    """What came of a list that was carried over."""
    waits = count(len(found.confirm), "flag waits", "flags wait")
    parts = [f"{waits} in the queue to be confirmed"]
    if found.judged:
        parts.append(
            f"{count(len(found.judged), 'feature has', 'features have')} a decision or a flag that "
            "waits already"
        )
    if found.lost:
        names = listed(quoted(name) for name in found.lost[:5])
        more = " and others" if len(found.lost) > 5 else ""
        parts.append(f"nothing here is near to {names}{more}")
    return "; ".join(parts) + "."
