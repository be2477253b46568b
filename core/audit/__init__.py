"""Outcomes by group of the plain and the regularized model, and how sure they are.

intervals  Wilson for one rate, Newcombe for a difference, a mean of rates
ratio      Koopman for the ratio of two rates
significance  permutation, Fisher, z, McNemar; Holm, Benjamini and Hochberg
simultaneous  the largest gap and the smallest ratio, with bounds for all pairs at once
verdict    within the limit, over it, or not enough evidence; and what would settle it
cells      rows counted by what happened to them; every rate is a sum of such counts
tables     the columns of each table, and tables as JSON
groups     rates by group, and the gaps between groups
change     how much a gap or an accuracy changed: paired bootstrap over cells
changed    the decisions that differ between the two models
figures    all of it for one case
store      the figures as a file, and as `audit --json` prints them
"""

from core.audit.cells import NOT_GIVEN
from core.audit.figures import Audit, Predictions, audit
from core.audit.store import load_audit, save_audit, to_json

__all__ = ["NOT_GIVEN", "Audit", "Predictions", "audit", "load_audit", "save_audit", "to_json"]
