"""The story of a case: every step in order, for the command line, the pages and the worker.

new       a file of labelled texts becomes a case
sample    the case that `selfreg demo` shows
layer     after which layer the language model is read
run       embed, learn features, describe them, fit the plain model; each skipped when up to date
look      search, evidence, highlights, both models on a pasted text
decide    flag, keep, unsure, undo, policy
about     what people say of use, data and remaining risk
answers   the two models, and what they decide about the texts
seals     what a signature is over, which signatures stand
seen      which parts of the report a person has opened
sign      decide about open lines, sign
withdraw  refuse a model, retire a key, revoke a certificate
certificates  which bundles were approved, and which of them count no more
stored    the predictions and activations of a bundle
flagged   the flagged features as the report lists them
flags     what the ledger says the model must not rely on, as directions
retrain   the regularized model
deletion  what changes in a text when the words of flagged features go
carry     a list of features leaves one case and comes into another
weigh     what flagging costs and leaves, told while people flag
written   the report as it was last made
deliver   audit, report, bundle
slices    where the models err more often
judged    the limits people set, and the figures held against them
swaps     the word swaps of a case, and those people struck
evidence  what was tried on the trained models: the certificate and the tests beside it
explain   why a bundle's model decides about texts as it does
work      what a worker process does
"""

from importlib import import_module
from typing import Any

_ROOMS = {
    "new": ("new_case",),
    "sample": ("sample_case",),
    "run": ("RunSummary", "run_case"),
    "look": ("highlight_text", "index", "search", "try_text", "unknown_words"),
    "decide": (
        "accept_model",
        "confirm_name",
        "decide_features",
        "drawn_features",
        "fingerprint",
        "ledger",
        "pending",
        "policy",
        "rename_feature",
        "second_opinion",
        "undo_second_opinion",
        "set_unjudged",
        "set_policy",
        "undo_decision",
    ),
    "about": ("current_about", "not_given", "say_about", "unknown_groups"),
    "seals": ("signature_state",),
    "seen": ("on_screen", "seen_by", "view_sections"),
    "sign": ("dispose", "open_lines", "sign_case"),
    "withdraw": ("known_keys", "refuse_case", "retire_key", "revoke_certificate"),
    "certificates": ("approved_bundles",),
    "retrain": ("TrainSummary", "train_case"),
    "weigh": ("Scale",),
    "deliver": ("audit_case", "case_report", "export_case", "export_copy", "report_case"),
    "judged": ("LockedPolicy", "fairness_case", "lock_policy", "locked_policies"),
    "swaps": ("case_swaps", "set_swap_words", "strike_swaps", "swap_lists"),
    "evidence": ("evidence_case", "load_evidence"),
    "explain": ("explain",),
    "work": ("run_job", "tests_job", "train_job"),
}
_HOMES = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> Any:  # noqa: ANN401  (whatever the room holds)
    """A step, its room loaded on first use: looking and deciding must not wait for torch."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
