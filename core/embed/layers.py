"""What a model says after its last layer, after one before it, or after several.

Nothing is hooked into the model and nothing kept between calls: several threads may read the same
weights at once, each to another depth.
"""

import copy
from collections.abc import Callable, Sequence
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from core.embed import locate
from core.errors import InputError

Reader = Callable[..., Float[Tensor, "texts longest states"]]
"""Called with input_ids and attention_mask; padding is still in what it gives back."""


def whole(network: torch.nn.Module) -> Reader:
    """States after the last layer, as transformers gives them."""
    return lambda **inputs: network(**inputs).last_hidden_state


def after(network: torch.nn.Module, layer: int) -> Reader:
    """States after `layer`, counted from 1; the layers behind it are not run.

    A decoder's closing norm belongs to its last layer: what a middle layer says is taken as it is
    (`model.layers[layer - 1]` in the words of transformers).

    Raises:
        InputError: The model has no such layer, or its layers cannot be told apart.
    """
    path, stack = _stack(network, layer)
    ending = torch.nn.ModuleList([*stack[: layer - 1], _ending(stack[layer - 1])])
    short = _with(network, path.split("."), ending)

    def read(**inputs: Tensor) -> Tensor:
        try:
            short(**inputs)
        except _Reached as reached:
            return reached.states
        raise InputError(
            f"layer {layer} of a {type(network).__name__} was never run: read it whole"
        )

    return read


def after_each(network: torch.nn.Module, layers: Sequence[int]) -> Reader:
    """States after each of `layers`, counted from 1, side by side: d_in numbers a layer.

    Raises:
        InputError: The model has no such layer, or its layers cannot be told apart.
    """
    _stack(network, max(layers))

    def read(**inputs: Tensor) -> Tensor:
        said = network(**inputs, output_hidden_states=True).hidden_states
        return torch.cat([said[layer] for layer in layers], dim=-1)

    return read


class _Reached(Exception):  # noqa: N818  (no error: the way out of a model before its end)
    def __init__(self, states: Tensor) -> None:
        super().__init__()
        self.states = states


def _ending(layer: torch.nn.Module) -> torch.nn.Module:
    """The layer, with the same weights, at which reading ends."""
    ending = copy.copy(layer)

    def end(*given: Any, **named: Any) -> None:  # noqa: ANN401
        said = layer(*given, **named)
        raise _Reached(said[0] if isinstance(said, tuple) else said)

    ending.forward = end
    return ending


def _with(module: torch.nn.Module, path: list[str], part: torch.nn.Module) -> torch.nn.Module:
    """A copy of the module that shares all weights, but holds `part` at `path`."""
    made, (name, *rest) = copy.copy(module), path
    inner = _with(module.get_submodule(name), rest, part) if rest else part
    made._modules = module._modules | {name: inner}
    return made


def _stack(network: torch.nn.Module, layer: int) -> tuple[str, torch.nn.ModuleList]:
    """The model's layers, and the path to them.

    Raises:
        InputError: It has no list of layers, or none of this number.
    """
    depth = network.config.num_hidden_layers
    lists = [
        found for found in network.named_modules() if isinstance(found[1], torch.nn.ModuleList)
    ]
    found = [(path, each) for path, each in lists if len(each) == depth]
    if len(found) != 1:
        raise InputError(
            f"the layers of a {type(network).__name__} cannot be told apart: leave --layer away to "
            "read it whole"
        )
    locate.check_layer(layer, depth)
    return found[0]
