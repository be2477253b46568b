"""The engine of selfreg, in the order the data flows.

texts      read and check labelled texts
embed      token states and pooled embeddings of a language model
sae        the sparse autoencoder that turns token states into features
features   who fires where: statistics, examples, names, search
review     the ledger of people's decisions and the flags it implies
classify   the plain model and its regularized twin
audit      outcomes by group, before and after
report     report.json, its renderings, the bundle, verification
case       one case = one folder
pipeline   the steps in order, each skipped when its inputs have not changed
jobs       one long computation at a time, in a process of its own
sample     the generator of the demo's texts
cli        the command line
"""

import os

# Threads of a numeric library that wait by spinning starve whoever shares the cores: on two cores a
# dashboard beside a training worker made both ten times slower. Must be set before torch loads.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
