"""What each feature is: where it fires, how often, for whom, and a name for it.

codes     the autoencoder over all shards; all firings of one feature side by side
words     whole words of the corpus, from word pieces
describe  one feature's numbers and examples
naming    a name without a language model, and how well it fits
relatives similar, opposite and co-firing features
rates     rates of cases described by an earlier version, without test texts
build     all of it, block by block, into Parquet
index     reading it: table, search, evidence, highlights
"""
