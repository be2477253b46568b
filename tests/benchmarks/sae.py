"""Training features: tokens a second of one step, and how well they fit after the same tokens."""

import time
from argparse import Namespace
from pathlib import Path

import numpy as np
import torch

from core.embed import load_embedder
from core.embed.stream import Shards, embed_corpus
from core.sae.select import select
from core.sae.size import Size
from core.sae.train import Training, _scale
from tests.benchmarks.shared import ask_peer, bar, lines, vaers

PEERS = ("sparsify", "dictlearn", "saelens")
TEXTS, D_SAE, K, BATCH = 4000, 4096, 32, 4096


def run(given: Namespace) -> dict:
    """Ours and each peer on the same token states, one after the other."""
    file = states(given.work)
    peers = []
    if given.peers:
        words = ("--acts", file, "--latents", D_SAE, "--k", K, "--batch", BATCH)
        asked = [*words, "--seconds", given.seconds]
        peers = [ask_peer(given.peers, "peers_sae.py", peer, *asked) for peer in PEERS]
    most = max((peer["steps"] for peer in peers), default=100)
    result = ours(np.load(file), given.seconds, most) | {"peers": peers}
    if peers:
        fastest = max(peer["tokens_per_s"] for peer in peers)
        result["ratio"] = round(result["tokens_per_s"] / fastest, 2)
    return result


def states(work: Path) -> Path:
    """Token states of the first training texts as one float32 array, kept in `work`."""
    file = work / "states.npy"
    if not file.exists():
        work.mkdir(parents=True, exist_ok=True)
        texts = vaers("train").text.tolist()[:TEXTS]
        shards, _ = embed_corpus(load_embedder(), texts, work / "shards", seed=0, progress=bar)
        np.save(file, all_states(shards))
    return file


def all_states(shards: Shards) -> np.ndarray:
    """The states of all shards."""
    return np.concatenate([shards.states(i).float().numpy() for i in range(len(shards.sizes()))])


@torch.no_grad()
def ours(acts: np.ndarray, seconds: float, steps: int) -> dict:
    """Speed of a step (median), and FVU on a held batch after as many steps as a peer took."""
    held, rest = torch.from_numpy(acts[:BATCH]), torch.from_numpy(acts[BATCH:])
    fvu = _fvu(_trained(rest, steps, None)[0], held)
    _, times = _trained(rest, 10**6, seconds)
    speed = BATCH / float(np.median(times[1:]))
    return {"tokens_per_s": round(speed), "fvu": round(fvu, 4), "steps": steps}


def _trained(acts: torch.Tensor, steps: int, seconds: float | None) -> tuple[Training, list[float]]:
    size = Size(acts.shape[1], D_SAE, K, 1, batch=BATCH)
    generator = torch.Generator().manual_seed(0)
    sample = acts[torch.randint(len(acts), (1 << 15,), generator=generator)]
    scale = _scale(sample)
    training = Training(size, scale, sample * scale.factor)
    times, start = [], time.perf_counter()
    for _ in range(steps):
        if seconds and time.perf_counter() - start > seconds:
            break
        x = acts[torch.randint(len(acts), (BATCH,), generator=generator)] * scale.factor
        began = time.perf_counter()
        training.advance(x, steps)
        times.append(time.perf_counter() - began)
    return training, times


def _fvu(training: Training, held: torch.Tensor) -> float:
    x, weights = held * training.scale.factor, training.weights
    kept = select(weights, x - weights.b_dec, K, 0.0)
    codes = torch.zeros(len(x), D_SAE).index_put_((kept.row, kept.latent), kept.act)
    error = x - weights.b_dec - codes @ weights.W_dec
    return float(error.pow(2).sum() / (x - x.mean(0)).pow(2).sum())


def table(result: dict) -> str:
    """One row an engine."""
    ours_row = {"peer": "selfreg", **result}
    columns = {"peer": "engine", "tokens_per_s": "tokens/s", "steps": "steps", "fvu": "FVU"}
    shown = lines([ours_row, *result["peers"]], columns)
    return f"{shown}\nratio over the fastest {result.get('ratio', 'not measured')}"
