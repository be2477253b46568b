"""VERIFY.md: how somebody who has only the bundle checks it, and what a check does not show."""

from core.signing.approvals import NEEDED
from core.signing.forms import sha256
from core.signing.single_file import verify_script

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
Each line above it names one thing and what was found.

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
key without a word on when, write `"retired": true` beside it; to revoke a bundle, add the SHA-256
of its `manifest.json` to `"revoked"` at the end of the list.

## What is checked

- Every file against its SHA-256 in `manifest.json`; `report.json` is in canonical form (RFC 8785).
- The ledger of decisions is one unbroken chain of hashes and ends where the report says.
- Every file in `attestations` is a statement (in-toto Statement v1 in a DSSE envelope, ed25519)
  signed by a key on your list, over these very files, and not expired.
- At least {needed} people approved, each with a key of their own, none of them trained the model,
  and one is independent of its development.

## What a check does not show

- Whoever holds all keys can make the whole chain again. So let somebody else hold the second key,
  and write down the ledger's last hash, which stands on page one of the report, when you sign.
- The times are those of the signers' own clocks; no time stamp service was asked.
- Who a key belongs to is what your list says. Independence is what the person stated.
- `verify.py` does not lay the page out again; it relies on the signed digests. In a bundle that
  nobody signed, only `selfreg verify` finds a page that differs from `report.json`.
- That figures are recomputed says nothing about texts other than the test texts.
"""


def guide() -> dict[str, bytes]:
    """verify.py and VERIFY.md, by name."""
    script = verify_script()
    text = _TEXT.format(script=sha256(script), needed=NEEDED)
    return {SCRIPT: script, GUIDE: text.encode()}
