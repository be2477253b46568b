"""Reading texts: tokens a second, start-up left out on both sides."""

import time
from argparse import Namespace

from core.embed import load_embedder
from tests.benchmarks.shared import VAERS, ask_peer, data_folder, lines, vaers

ROWS = 1500
FLOPS_A_TOKEN = 21.2e6


def run(given: Namespace) -> dict:
    """Ours and sentence-transformers' default on the same texts."""
    texts = vaers("train").text.tolist()[:ROWS]
    embedder = load_embedder()
    tokens = int(embedder.tokenize(texts).lengths.sum())
    embedder.embed(texts[:64])
    start = time.perf_counter()
    embedder.embed(texts)
    speed = tokens / (time.perf_counter() - start)
    result = {
        "tokens_per_s": round(speed),
        "precision": embedder.precision,
        "gflops": round(speed * FLOPS_A_TOKEN / 1e9),
        "peers": [],
    }
    if given.peers:
        file = data_folder() / VAERS / "train.parquet"
        result["peers"] = [ask_peer(given.peers, "peers_embed.py", "--texts", file, "--rows", ROWS)]
        result["ratio"] = round(speed / result["peers"][0]["tokens_per_s"], 2)
    return result


def table(result: dict) -> str:
    """One row an engine."""
    ours = {"peer": f"selfreg, {result['precision']}", **result}
    shown = lines([ours, *result["peers"]], {"peer": "engine", "tokens_per_s": "tokens/s"})
    return f"{shown}\nratio {result.get('ratio', 'not measured')}; {result['gflops']} GFLOP/s used"
