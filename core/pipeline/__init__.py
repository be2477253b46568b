"""The story of a case: every step in order, for the command line, the pages and the worker.

new       a file of labelled texts becomes a case
run       embed, learn features, describe them, fit the plain model; each skipped when up to date
look      search, evidence, highlights, both models on a pasted text
decide    flag, keep, unsure, undo, policy, sign
flags     what the ledger says the model must not rely on, as directions
retrain   the regularized model
deletion  what changes in a text when the words of flagged features go
deliver   audit, report, bundle
work      what a worker process does
"""

from core.pipeline.decide import (
    accept_model,
    decide_features,
    ledger,
    set_policy,
    sign_case,
    signature_state,
    undo_decision,
)
from core.pipeline.deliver import audit_case, case_report, export_case, report_case
from core.pipeline.look import highlight_text, index, search, try_text
from core.pipeline.new import new_case
from core.pipeline.retrain import TrainSummary, train_case
from core.pipeline.run import RunSummary, run_case
from core.pipeline.work import run_job, train_job

__all__ = [
    "RunSummary",
    "TrainSummary",
    "accept_model",
    "audit_case",
    "case_report",
    "decide_features",
    "export_case",
    "highlight_text",
    "index",
    "ledger",
    "new_case",
    "report_case",
    "run_case",
    "run_job",
    "search",
    "set_policy",
    "sign_case",
    "signature_state",
    "train_case",
    "train_job",
    "try_text",
    "undo_decision",
]
