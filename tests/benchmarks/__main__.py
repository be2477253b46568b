"""Every benchmark, by hand: tables on the screen, numbers as JSON.

    python -m tests.benchmarks                     all of them
    python -m tests.benchmarks sae --peers PYTHON  one; with the peers measured beside it

PYTHON is the interpreter of an environment that holds the peers (the scripts beside the shared
data say which). With --json the last line on standard output is one JSON object.
"""

import argparse
import json
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import core  # noqa: F401  (before torch: it says how torch's threads wait)
from tests.benchmarks.machine import machine

PARTS = {
    "embed": "tokens a second of the language model, against sentence-transformers",
    "sae": "tokens a second and quality of training features, against three peers",
    "fits": "plain twin, hard constraint and a path of 25 strengths on 15,000 texts",
    "lookups": "evidence and searches on 60,000 texts and 4,096 features",
    "checks": "intervals, both verifiers, the sample's texts",
    "pages": "what a person waits for pages of 69,000 texts, in a browser",
    "growth": "a whole run on corpora of several sizes",
    "confounded": "what flagging wins where label and sex coincide",
    "style": "a shortcut that no word list names",
    "generalize": "from film reviews to product reviews",
    "reading": "how many features a person reads to find what the rule flags",
    "layers": "after which layer texts are best read",
    "kinds": "which autoencoder to train",
    "names": "how well names made without a language model fit",
}


def main() -> None:
    """Run the parts asked for."""
    given = parser().parse_args()
    results = {}
    for part in [given.part] if given.part else PARTS:
        module = import_module(f"tests.benchmarks.{part}")
        results[part] = module.run(given)
        if not given.json:
            print(f"\n{part}: {PARTS[part]}\n{module.table(results[part])}", flush=True)
    together = {"machine": machine()} | (results[given.part] if given.part else results)
    if given.out:
        given.out.write_text(json.dumps(together, indent=1))
    if given.json:
        print(json.dumps(together))


def parser() -> argparse.ArgumentParser:
    """The arguments that all parts share."""
    made = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    made.formatter_class = argparse.RawDescriptionHelpFormatter
    made.add_argument("part", nargs="?", choices=PARTS, help="default: all, which takes hours")
    made.add_argument("--peers", type=Path, help="interpreter of an environment with the peers")
    made.add_argument("--json", action="store_true", help="end with one JSON object")
    made.add_argument("--out", type=Path, help="also write the numbers to this file")
    made.add_argument("--seconds", type=float, default=30, help="for each speed (default: 30)")
    made.add_argument("--resamples", type=int, default=10, help="default: 10")
    made.add_argument(
        "--layer",
        type=int,
        help="confounded: of the model, 6 is the last (default: its own choice)",
    )
    made.add_argument("--sizes", type=int, nargs="+", default=[4_000, 16_000, 57_000])
    made.add_argument(
        "--work",
        type=Path,
        default=Path(tempfile.gettempdir()) / "selfreg-benchmarks",
        help="where cases and token states are kept between runs",
    )
    return made


if __name__ == "__main__":
    sys.exit(main())
