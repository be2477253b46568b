"""Parts that several pages share.

markup    people's texts as escaped HTML; tables, bars, marked words
page      the frame of a page: opening sentence, empty faces, errors, links to other pages
people    who decides, why, and what the last action did
progress  a running job
strength  how strongly a feature fires, and where a word stands
drawn     charts of `dashboard.charts`, described once for the same figures
feature   one feature: heading, examples, rates, relatives
flags     what the flags cost so far, and what is related to them
filters   filters of features, kept searches
listed    features as a list, each a way to its evidence
picker    a text whose words can be chosen
pasted    what fires in a pasted text, and what an edit moved
keeping   put a feature on a list
rename    a person's name for a feature
limits    what the case is judged by, and how it stands
bulk      one decision for many features
about     what only people know about the case
swaps     word swaps, and every swapped text
disposition  what follows from a line that is over a limit or lacks evidence
signature  signatures, what they are over, and the block in which people sign
withdrawal  taking back a key or a certificate
"""

from dashboard.components.about import about_editor
from dashboard.components.bulk import bulk_decision, each_once
from dashboard.components.disposition import likely_proxies, open_lines
from dashboard.components.drawn import draw
from dashboard.components.feature import bands, heading, names_of, rate_tables, technical
from dashboard.components.filters import filters
from dashboard.components.flags import flags_so_far, related_to_flags, rule_panel, why_related
from dashboard.components.keeping import list_panel
from dashboard.components.limits import group_verdicts, limits_editor
from dashboard.components.listed import feature_list
from dashboard.components.markup import (
    escape,
    how_far,
    label,
    marked,
    policy,
    show,
    shown_text,
    table,
    together,
    told_by,
)
from dashboard.components.page import (
    act,
    ask,
    choose,
    empty,
    go_button,
    guarded,
    lead,
    need_case,
    need_features,
    section,
    select,
    title,
    warn,
)
from dashboard.components.pasted import in_your_text, pasted
from dashboard.components.people import (
    ask_name,
    clear_reason,
    keep_name,
    read_reason,
    reason_again,
    reason_fields,
    signed_in_as,
    tell,
    verdict_buttons,
)
from dashboard.components.progress import job_panel
from dashboard.components.rename import confirm_name, rename_panel
from dashboard.components.strength import landing

__all__ = [
    "about_editor",
    "act",
    "ask",
    "ask_name",
    "bands",
    "bulk_decision",
    "choose",
    "clear_reason",
    "confirm_name",
    "draw",
    "each_once",
    "empty",
    "escape",
    "feature_list",
    "filters",
    "flags_so_far",
    "go_button",
    "group_verdicts",
    "guarded",
    "heading",
    "how_far",
    "in_your_text",
    "job_panel",
    "keep_name",
    "label",
    "landing",
    "lead",
    "likely_proxies",
    "limits_editor",
    "list_panel",
    "marked",
    "names_of",
    "need_case",
    "need_features",
    "open_lines",
    "pasted",
    "policy",
    "rate_tables",
    "read_reason",
    "reason_again",
    "reason_fields",
    "related_to_flags",
    "rename_panel",
    "rule_panel",
    "section",
    "select",
    "show",
    "shown_text",
    "signed_in_as",
    "table",
    "technical",
    "tell",
    "title",
    "together",
    "told_by",
    "verdict_buttons",
    "warn",
    "why_related",
]
