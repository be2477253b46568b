"""The ledger of people's decisions and the flags it implies.

event       one line of the ledger, and its hash
chain       read lines, and find the first one that is not as it was written
ledger      `Ledger`: append under a lock, read, verify
verdicts    which decision stands for each feature
directions  decoder directions as text, so that flags survive retraining
names       names people give to features
opinions    a second person's opinion, given blind, and how far the two agree
decide      flag, keep, unsure, undo
views       searches kept under a name
lists       lists of features, and flags carried over from another case
history     the ledger as a table
"""
