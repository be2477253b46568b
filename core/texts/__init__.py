"""Read and check labelled texts.

files      which reader serves a file, and the checks before it is opened
delimited  CSV and TSV
jsonl      one JSON object a line
parquet    Parquet
cells      one value of a table as a string
columns    the columns asked for, found or told apart
labels     what is left out, and when too little is left
split      train, valid and test: drawn, or as a column says
texts      `Texts`, and its file
read       from a file to `Texts`
"""

from core.texts.read import read_plain_texts, read_texts
from core.texts.texts import Texts, load_labels, load_texts, save_texts

__all__ = ["Texts", "load_labels", "load_texts", "read_plain_texts", "read_texts", "save_texts"]
