"""VERIFY.md: how somebody who has only the bundle checks it, and what a check does not show."""

from core.signing.approvals import NEEDED
from core.signing.forms import WORDS, sha256
from core.signing.single_file import verify_script
from core.signing.spoken import word_list

SCRIPT, GUIDE = "verify.py", "VERIFY.md"

_TEXT = """# How to check this bundle

You need this zip file, here called `BUNDLE.zip`, and the list of keys that you trust, `keys.json`.
Only the first command below uses a network.

## With one file

With Python 3.11 or newer, in the folder where both files lie:

```sh
python3 -m pip install --target checker cryptography
python3 -c "import zipfile; zipfile.ZipFile('BUNDLE.zip').extract('verify.py')"
PYTHONPATH=checker python3 verify.py BUNDLE.zip --trust keys.json
```

Better than the second command: take `verify.py` from where you trust it. Its SHA-256 is
`{script}`.

The last line says `verified`, `FAILED` or `NOT VERIFIED`. The exit code is 0, 1 or 2.
Each line above it names one thing and what was found; then come what was signed, and the
fingerprints in words, to be compared by telephone. The file counts the figures of page one again
from `data/eval_predictions.csv`. It is meant to be read before it is run.

## With selfreg

```sh
selfreg verify BUNDLE.zip --trust keys.json --depth 1
selfreg verify BUNDLE.zip --trust keys.json --depth 2
selfreg verify BUNDLE.zip --trust keys.json --depth 3
selfreg verify BUNDLE.zip --trust keys.json --depth 4 --data TEXTS.csv --text COLUMN
```

1. Works page one and its verdicts out again from the figures and the limits, lays the page and the
   model card out again, and compares them with the files.
2. Works every group figure out again from `data/eval_predictions.parquet`.
3. Runs the exported model on the stored activations again. They are in the bundle where it was
   exported with `--activations`.
4. Embeds texts that you supply, for the bundle holds none, and decides about them again. With
   `--sample N`, so many of them.

## The list of keys

Each approver runs `selfreg key --by NAME --trust keys.json` on their own machine, or sends the
public file that the command names. Compare the fingerprints by telephone: the command says them in
eight words each (of the list of BIP-39). Keep `keys.json` outside
of the bundle: a list that travels with it says nothing.

`selfreg key revoke --by NAME --trust keys.json --reason TEXT` says on your list that a key is lost
or stolen. A signature made with it after that fails. One that says it is older could not be
checked (exit code 2), for its date is of the signer's own clock: ask for a new one. To refuse a
key without a word on when, write `"retired": true` beside it. To refuse a bundle, add the SHA-256
of its `manifest.json` to `"revoked"` at the end of the list; `selfreg revoke CASE --trust
keys.json` does so for those that the case itself revoked or replaced, with the reason; and with
the signature of whoever revoked one with `--key`, which both verifiers check.

A copy for everybody (`selfreg export --public`) holds the public report, the digests of every
signed file and, as a rule, the signatures. Of it the same commands check what is there, and end
with exit code 2: the rest, the ledger among it, is in the whole bundle alone.

## What is checked

- Every file against its SHA-256 in `manifest.json`; `report.json` is in canonical form (RFC 8785).
- Counts, rates and gaps by group, accuracy and changed decisions against the stored decisions, and
  each state against its bounds and its limit.
- `public/report.json`, the copy for everybody in which small counts are held back, was made from
  this `report.json` (`selfreg verify` makes it again).
- The ledger of decisions is one unbroken chain of hashes and ends where the report says.
- Every file in `attestations` is a statement (in-toto Statement v1 in a DSSE envelope, ed25519)
  signed by a key on your list, over these very files, and not expired. What was said with it is
  printed: the role, until when, on which conditions. Whether conditions are met is for you to ask.
- Nobody refused this model, or whoever did has approved it since. A refusal stands in the ledger
  with its reason and its own signature, so that it cannot be left out of a bundle made later.
- At least {needed} people approved, each with a key of their own, none of them trained the model,
  and one is independent of its development. Then the bundle is sealed.

## What a check does not show

- Whoever holds all keys can make the whole chain again. So let somebody else hold the second key,
  and write down the ledger's last hash, which stands on page one of the report, when you sign.
- The times are those of the signers' own clocks; no time stamp service was asked. Below is how
  to add a time that does not depend on them.
- Who a key belongs to is what your list says. Independence is what the person stated.
- `verify.py` does not lay the page out again, and takes the bounds of each figure as they stand:
  it relies on the signed digests. In a bundle that nobody signed, only `selfreg verify` finds a
  page that differs from `report.json`, and only from `--depth 2` on bounds that do not follow.
- That figures are recomputed says nothing about texts other than the test texts.

## A time that does not depend on the signers

Whoever has the bundle can let somebody else attest that it existed at a time. The digest of the
whole file covers the signatures too, and through `report.json` the ledger's last hash:

```sh
openssl ts -query -data BUNDLE.zip -sha256 -cert -out request.tsq
```

Send `request.tsq` to a time stamp service of your choice (RFC 3161), keep its answer beside the
bundle, not in it, and check it with the certificate of the service:

```sh
openssl ts -verify -data BUNDLE.zip -in answer.tsr -CAfile service.pem
```

Without a service: have page one, on which the ledger's last hash stands, dated on paper by
somebody whom both sides trust. Such a time says that nothing in the bundle is newer; it does not
say that nothing was decided since.
"""


def guide() -> dict[str, bytes]:
    """verify.py, its list of words and VERIFY.md, by name."""
    script = verify_script()
    text = _TEXT.format(script=sha256(script), needed=NEEDED)
    return {SCRIPT: script, GUIDE: text.encode(), WORDS: word_list()}
