"""Outcomes by group of the plain and the regularized model, and how sure they are.

intervals  Wilson for one rate, Newcombe for a difference, a mean of rates
ratio      Koopman for the ratio of two rates
significance  permutation, Fisher, z, McNemar; Holm, Benjamini and Hochberg
simultaneous  the largest gap and the smallest ratio, with bounds for all pairs at once
missed     how many features that should be flagged are, from a blind look at drawn ones
cost       accuracy, F1, AUC and log loss of both models, by group
verdict    within the limit, over it, or not enough evidence; and what would settle it
cells      rows counted by what happened to them; every rate is a sum of such counts
tables     the columns of each table, and tables as JSON
groups     rates by group, and the gaps between groups
change     how much a gap or an accuracy changed: paired bootstrap over cells
changed    the decisions that differ between the two models
figures    all of it for one case
draws      bootstrap draws, and intervals from them
policy     what a case is judged by: limits, favourable outcomes, groups
grouping   texts by one column, or by two at once
headline   the figures that are held against a limit
outcomes   rates by group; impact ratios and shortfalls as Local Law 144 lays them out
scores     AUC by group, BPSN, BNSP
calibration  whether scores mean what they say; rates at every threshold
strata     whether a difference holds where like meets like
slices     parts of the texts in which a model errs more often
classes    more than two labels
paired     what the regularized model changes in every gap, and in decisions
fairness   all figures under a policy
store      the figures as a file, and as `audit --json` prints them
"""

from core.audit.cells import NOT_GIVEN
from core.audit.figures import Audit, Predictions, audit
from core.audit.store import load_audit, save_audit, to_json

__all__ = ["NOT_GIVEN", "Audit", "Predictions", "audit", "load_audit", "save_audit", "to_json"]
