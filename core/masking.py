"""Personal data in a text, hidden: same length, so that every place in the text stays where it is.

What is hidden is guessed from its shape. Names are guessed from a title, a greeting or words like
"my name is" before them, or from two capitalised words in a row. A given name that stands alone
anywhere else stays visible, and some other words are hidden.
"""

import re
from collections.abc import Iterable

HIDDEN = "•"

_OPENING = (
    "The|A|An|This|That|These|Those|It|He|She|They|We|I|You|In|On|At|From|To|For|And|But|Or|If|As|"
    "His|Her|Their|Our|My|No|Not|After|Before|When|While|With|Without|By|There|Here|What|Who|How|"
    "Dear|Hi|Hello|Hey|Sincerely|Regards|Signed|Named|Called"
)
_TITLES = "Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam|Herr|Frau"
_BEFORE_A_NAME = (  # at most a colon or a comma stands between
    r"name(?:['’]s|\ is|\ was)|named|called|call\ me|dear|hi|hello|hey|sincerely|regards|signed"
)
_LOWER = r"[a-zà-öø-ÿāăąćčďđēęěğģīįıķłļńňņōőŕřśşšťţūůűųźżž]"
_UPPER = r"[^\W\d_a-zà-öø-ÿ]"
_CAPITAL = rf"(?!(?:{_TITLES})\b)(?:{_UPPER}['’])?{_UPPER}{_LOWER}{{1,30}}(?:-[^\W\d_]{{1,30}})?"
# Every part is bounded in length, so that no text, however made, takes long.
_PATTERNS = (
    re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"),  # e-mail address
    re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"),  # IBAN
    re.compile(r"(?<![\w.])\d(?:[ -]?\d){7,18}(?![\w])"),  # account or card number
    re.compile(r"(?<!\w)(?:\+|00)\d[\d ()./-]{5,17}\d(?!\w)"),  # phone, international
    re.compile(r"(?<!\w)\(?\d{2,5}\)?[ ./-]\d{2,4}[ ./-]\d{2,6}(?!\w|[./-]\d)"),  # phone
    re.compile(rf"\b(?:{_TITLES})\.?\s{{1,3}}({_CAPITAL}(?:\s{{1,3}}{_CAPITAL})?)"),
    re.compile(
        rf"\b(?i:{_BEFORE_A_NAME})\b[:,]?\s{{1,3}}(?!(?:{_OPENING})\b)"
        rf"({_CAPITAL}(?:\s{{1,3}}{_CAPITAL})?)"
    ),
    re.compile(
        rf"\b(?!(?:{_OPENING}|{_TITLES})\b)({_CAPITAL}\s{{1,3}}{_CAPITAL}(?:\s{{1,3}}{_CAPITAL})?)\b"
    ),
)
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")


def holds_personal_data(texts: Iterable[str]) -> bool:
    """Whether `mask` would hide something in one of them."""
    return any(mask(text) != text for text in texts)


def mask(text: str) -> str:
    """`text` with names, e-mail addresses, phone and account numbers hidden, as long as before.

    Spaces stay; a date is left alone.

    >>> mask("Mrs Rossi, rossi@example.org, +44 20 7946 0018")
    'Mrs •••••, •••••••••••••••••, ••• •• •••• ••••'
    """
    hidden = list(text)
    for pattern in _PATTERNS:
        for found in pattern.finditer(text):
            group = 1 if pattern.groups else 0
            if not _DATE.fullmatch(found.group(group)):
                for at in range(*found.span(group)):
                    hidden[at] = hidden[at] if hidden[at].isspace() else HIDDEN
    return "".join(hidden)
