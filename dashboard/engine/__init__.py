"""The dashboard's one door to the engine, and the only place that caches.

places     which cases there are; opening one; making one
overview   what a case holds and how far it has come
queue      in which order features are worth a person's time
filters    filters of features, and the ones kept under a name
features   the features: table, search, evidence, highlights
decisions  the ledger: verdicts, undo, policy, history
models     embedding model, autoencoder and classifiers, loaded when first needed
proposals  features that could stand in for flagged ones
second     a second person's look, and where two people differ
weighing   what flagging costs so far, computed beside the pages
lists      lists of features, and flags carried over
jobs       long work in a process of its own
limits     what the case is judged by, and the verdicts by group
about      what only people know: use, data, remaining risk
results    training, audit, and whether they are still what was signed
handing    the report part by part, what waits, signature, bundle
swaps      swapped texts, those struck, found gaps
phrases    words that the report uses too
first      what every first page needs, to be loaded while the server starts
tried      what was tried on both models, and features worth a look

Every function takes the name of a case, as it stands in the URL, and refuses unknown ones.
"""

from core.errors import SelfregError
from dashboard.engine.about import OBTAINED, About, Asked, about, say_about
from dashboard.engine.decisions import (
    CATEGORIES,
    accept,
    changed_since,
    confirm_name,
    decide,
    enough,
    history,
    integrity,
    names,
    policy,
    policy_version,
    rename,
    set_policy,
    set_unjudged,
    undo,
    verdicts,
)
from dashboard.engine.features import (
    Evidence,
    evidence,
    features,
    highlight,
    mask,
    search,
    unknown_words,
)
from dashboard.engine.filters import NAMES as FILTERS
from dashboard.engine.filters import filtered, forget, reviewers, save, saved
from dashboard.engine.handing import (
    Handover,
    bundle_bytes,
    copy_bytes,
    dispose,
    handover,
    has_key,
    open_parts,
    opened_parts,
    refusals,
    refuse,
    retire,
    revoke,
    sign,
    spoken,
    to_withdraw,
)
from dashboard.engine.jobs import Job, cancel_job, job, start_run, start_tests, start_train
from dashboard.engine.limits import Limit, Limits, group_verdicts, limits, set_limits
from dashboard.engine.lists import (
    carried,
    carry_over,
    describe_list,
    exported_list,
    list_holds_personal_data,
    lists,
    put_on_list,
    remove_list,
    take_off_list,
)
from dashboard.engine.models import Decision, try_text
from dashboard.engine.overview import Facts, Status, facts, status
from dashboard.engine.places import (
    Columns,
    cases,
    make_case,
    make_sample,
    read_columns,
    revision,
    root,
)
from dashboard.engine.proposals import proposals, related, suggestion
from dashboard.engine.queue import TABS, counts, in_queue, queue
from dashboard.engine.results import (
    accepted,
    audit,
    changed_texts,
    fingerprint,
    history_csv,
    history_json,
    pending,
    signature_state,
    train_summary,
    trained_by,
    typed_personal_data,
)
from dashboard.engine.second import (
    agreement,
    differences,
    give_opinion,
    has_opinion,
    to_look_at,
    undo_opinion,
)
from dashboard.engine.swaps import (
    Gap,
    SwapWords,
    found_gaps,
    set_swap_words,
    strike,
    swap_words,
    swaps,
)
from dashboard.engine.tried import Candidate, candidates, tried
from dashboard.engine.weighing import SoFar, so_far, unjudged_share

__all__ = [
    "CATEGORIES",
    "FILTERS",
    "OBTAINED",
    "TABS",
    "About",
    "Asked",
    "Candidate",
    "Columns",
    "Decision",
    "Evidence",
    "Facts",
    "Gap",
    "Handover",
    "Job",
    "Limit",
    "Limits",
    "SelfregError",
    "SoFar",
    "Status",
    "SwapWords",
    "about",
    "accept",
    "accepted",
    "agreement",
    "audit",
    "bundle_bytes",
    "cancel_job",
    "candidates",
    "carried",
    "carry_over",
    "cases",
    "changed_since",
    "changed_texts",
    "confirm_name",
    "copy_bytes",
    "counts",
    "decide",
    "describe_list",
    "differences",
    "dispose",
    "enough",
    "evidence",
    "exported_list",
    "facts",
    "features",
    "filtered",
    "fingerprint",
    "forget",
    "found_gaps",
    "give_opinion",
    "group_verdicts",
    "handover",
    "has_key",
    "has_opinion",
    "highlight",
    "history",
    "history_csv",
    "history_json",
    "in_queue",
    "integrity",
    "job",
    "limits",
    "list_holds_personal_data",
    "lists",
    "make_case",
    "make_sample",
    "mask",
    "names",
    "open_parts",
    "opened_parts",
    "pending",
    "policy",
    "policy_version",
    "proposals",
    "put_on_list",
    "queue",
    "read_columns",
    "refusals",
    "refuse",
    "related",
    "remove_list",
    "rename",
    "retire",
    "reviewers",
    "revision",
    "revoke",
    "root",
    "save",
    "saved",
    "say_about",
    "search",
    "set_limits",
    "set_policy",
    "set_swap_words",
    "set_unjudged",
    "sign",
    "signature_state",
    "so_far",
    "spoken",
    "start_run",
    "start_tests",
    "start_train",
    "status",
    "strike",
    "suggestion",
    "swap_words",
    "swaps",
    "take_off_list",
    "to_look_at",
    "to_withdraw",
    "train_summary",
    "trained_by",
    "tried",
    "try_text",
    "typed_personal_data",
    "undo",
    "undo_opinion",
    "unjudged_share",
    "unknown_words",
    "verdicts",
]
