"""What can still be told about people from what the model holds.

probe   how well a label can be told from some numbers, beside shuffled labels
auc     the area under the curve, of many columns or many resamples at once
leace   the least change of a representation after which no linear model tells a label
words   texts as counts of words
"""

from core.audit.leakage.leace import leace
from core.audit.leakage.probe import CHANCE, FOLDS, RECOVERABLE, Probe, probe
from core.audit.leakage.words import word_counts

__all__ = ["CHANCE", "FOLDS", "RECOVERABLE", "Probe", "leace", "probe", "word_counts"]
