"""Reading texts: tokens a second, start-up left out on both sides.

Whole is the same work as the peer does, with the same embeddings. A case reads these texts after
the fourth layer of six, because its training texts choose that one: see `layers`.
"""

import time
from argparse import Namespace

from core.embed import Embedder, load_embedder
from tests.benchmarks.shared import VAERS, ask_peer, data_folder, lines, vaers

ROWS = 1500
LAYER = 4
FLOPS_A_TOKEN = 21.2e6
"""Of the whole model."""


def run(given: Namespace) -> dict:
    """Ours and sentence-transformers' default on the same texts."""
    texts = vaers("train").text.tolist()[:ROWS]
    embedder = load_embedder("minilm", LAYER)
    speed, whole = _speed(embedder, texts), _speed(embedder.to_the_end, texts)
    result = {
        "tokens_per_s": round(speed),
        "layer": LAYER,
        "whole_tokens_per_s": round(whole),
        "precision": embedder.precision,
        "gflops": round(whole * FLOPS_A_TOKEN / 1e9),
        "peers": [],
    }
    if given.peers:
        file = data_folder() / VAERS / "train.parquet"
        result["peers"] = [ask_peer(given.peers, "peers_embed.py", "--texts", file, "--rows", ROWS)]
        peer = result["peers"][0]["tokens_per_s"]
        result |= {"ratio": round(speed / peer, 2), "whole_ratio": round(whole / peer, 2)}
    return result


def _speed(embedder: Embedder, texts: list[str]) -> float:
    """Tokens a second, tokenizing included."""
    tokens = int(embedder.tokenize(texts).lengths.sum())
    embedder.embed(texts[:64])
    start = time.perf_counter()
    embedder.embed(texts)
    return tokens / (time.perf_counter() - start)


def table(result: dict) -> str:
    """One row an engine."""
    own = f"selfreg, {result['precision']}"
    rows = [
        {"peer": f"{own}, after layer {result['layer']}", "tokens_per_s": result["tokens_per_s"]},
        {"peer": f"{own}, whole", "tokens_per_s": result["whole_tokens_per_s"]},
        *result["peers"],
    ]
    shown = lines(rows, {"peer": "engine", "tokens_per_s": "tokens/s"})
    ratios = f"{result.get('ratio', 'not measured')}, whole {result.get('whole_ratio', '')}"
    return f"{shown}\nratio {ratios}; {result['gflops']} GFLOP/s used"
