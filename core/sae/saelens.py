"""The folder an autoencoder is kept as: SAELens (version 6) reads it unchanged.

SAELens saves a BatchTopK autoencoder as `jumprelu`, one threshold a latent, and TopK as `topk`,
which has none; so do we.
"""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from core.durable import replace_folder
from core.errors import IntegrityError
from core.sae.model import SparseAutoencoder

_CONFIG, _WEIGHTS = "cfg.json", "sae_weights.safetensors"


def save_sae(sae: SparseAutoencoder, folder: Path, metadata: dict[str, Any]) -> None:
    """Write `cfg.json` and `sae_weights.safetensors`; `metadata` says what it was trained on."""
    config = {
        "architecture": "topk" if sae.each else "jumprelu",
        "d_in": sae.W_dec.shape[1],
        "d_sae": sae.d_sae,
        "dtype": "float32",
        "device": "cpu",
        "apply_b_dec_to_input": True,
        "normalize_activations": "none",
        "reshape_activations": "none",
        "metadata": {"k": sae.k, **metadata},
    }
    weights = {name: getattr(sae, name).contiguous() for name in ("W_enc", "b_enc", "W_dec")}
    weights["b_dec"] = sae.b_dec
    if sae.each:
        config |= {"k": sae.k, "rescale_acts_by_decoder_norm": False}
    else:
        weights["threshold"] = torch.full((sae.d_sae,), sae.threshold)
    with replace_folder(folder) as beside:
        (beside / _CONFIG).write_text(json.dumps(config, indent=1, sort_keys=True) + "\n")
        save_file(weights, beside / _WEIGHTS)


def load_sae(folder: Path) -> SparseAutoencoder:
    """What `save_sae` wrote.

    Raises:
        IntegrityError: A file is missing, or is not an autoencoder of ours.
    """
    try:
        config = json.loads((folder / _CONFIG).read_text())
        weights = load_file(folder / _WEIGHTS)
        each = config["architecture"] == "topk"
        threshold = 0.0 if each else float(weights.pop("threshold")[0])
        k = int(config["metadata"]["k"])
        return SparseAutoencoder(**weights, threshold=threshold, k=k, each=each)
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as fault:
        raise IntegrityError(
            f"{folder.name!r} holds no readable autoencoder ({fault}): run the case again"
        ) from fault
