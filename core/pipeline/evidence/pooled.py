"""How much of each feature texts hold that are not in the case."""

from collections.abc import Sequence

import numpy as np
import torch
from scipy.sparse import csr_matrix

from core.embed.model import plan
from core.pipeline.evidence.ground import Ground
from core.progress import Progress


def pooled_of(ground: Ground, texts: Sequence[str], progress: Progress) -> csr_matrix:
    """[texts, features] in the embedding's units, as `occurrences.parquet` counts them."""
    embedder, sae = ground.embedder, ground.sae
    tokens = embedder.tokenize(texts)
    owner = np.repeat(np.arange(len(texts)), tokens.lengths)
    last = np.zeros(len(owner), bool)
    last[tokens.bounds[1:] - 1] = True
    mean = embedder.site.pooling == "mean"
    rows, columns, values, done = [], [], [], 0
    for batch in embedder.batches(tokens, plan(tokens.lengths, embedder.batch_tokens)):
        # Only these tokens make the embedding's features: words, and of a decoder the last.
        use = (tokens.word[batch.tokens] >= 0) & (mean | last[batch.tokens])
        with torch.inference_mode():
            codes = sae.encode(batch.states[torch.from_numpy(use)].float())
        of = owner[batch.tokens][use][codes.row.numpy()]
        size = np.zeros(len(texts))
        lengths = tokens.lengths[batch.texts] if mean else 1
        size[batch.texts] = batch.pooled.norm(dim=1).numpy() * lengths
        rows.append(of)
        columns.append(codes.latent.numpy())
        values.append(codes.act.double().numpy() / size[of])
        done += len(batch.texts)
        progress("Finding features in the texts", done, len(texts))
    places = (np.concatenate(rows), np.concatenate(columns))
    return csr_matrix((np.concatenate(values), places), (len(texts), sae.d_sae))
