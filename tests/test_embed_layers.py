"""A model can be read after one of its layers; everything made from it remembers which."""

import json
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import torch
from real_model import VARIED, embedder
from test_embed_models import CORPUS, TOLERANCE, decoder, encoder  # noqa: F401  (fixtures)

from core.case import CHOSEN, Case
from core.embed import load_embedder
from core.embed.layers import after
from core.embed.site import Site
from core.errors import InputError
from core.pipeline import new_case
from core.pipeline.layer import choose_layer, earliest
from core.pipeline.run import step_keys
from core.progress import silent


def hidden(folder, text, layer):
    """States after a layer of one text, by transformers itself."""
    from transformers import AutoModel, AutoTokenizer

    inputs = AutoTokenizer.from_pretrained(folder)(
        text, return_tensors="pt", return_token_type_ids=False
    )
    with torch.inference_mode():
        network = AutoModel.from_pretrained(folder).eval()
        return network(**inputs, output_hidden_states=True).hidden_states[layer][0]


def states(model, text):
    tokens = model.tokenize([text])
    return next(iter(model.batches(tokens, [torch.tensor([0]).numpy()]))).states


def test_an_encoder_cut_after_a_layer_says_what_that_layer_says(encoder):  # noqa: F811
    model = load_embedder(str(encoder), 1)
    for text in CORPUS[:3]:
        expected = hidden(encoder, text, 1)
        torch.testing.assert_close(
            states(model, text), expected, rtol=0, atol=TOLERANCE[model.precision]
        )
        assert (expected - hidden(encoder, text, 2)).abs().max() > 0.02  # the layers do differ


def test_a_decoder_is_cut_before_its_closing_norm(decoder):  # noqa: F811
    model = load_embedder(str(decoder), 1)
    said = states(model, CORPUS[0])
    expected = hidden(decoder, CORPUS[0], 1)
    torch.testing.assert_close(said, expected, rtol=0, atol=TOLERANCE[model.precision])
    norms = said.pow(2).mean(1).sqrt()
    assert (norms - 1).abs().max() > 0.1  # a norm would have made them 1


def test_layers_behind_are_not_run_and_the_model_stays_whole(encoder):  # noqa: F811
    model = load_embedder(str(encoder), 1)
    ran = []
    for n, layer in enumerate(model.network.encoder.layer, start=1):
        layer.register_forward_hook(lambda *_, n=n: ran.append(n))
    model.embed(CORPUS[:1])
    assert ran == [1]
    whole = load_embedder(str(encoder))
    torch.testing.assert_close(model.to_the_end.embed(CORPUS), whole.embed(CORPUS))
    assert model.to_the_end.site == whole.site


def test_threads_may_read_to_different_depths_at_once(encoder):  # noqa: F811
    model = load_embedder(str(encoder), 1)
    ways = [model, model.to_the_end] * 20
    alone = [way.embed(CORPUS) for way in ways[:2]] * 20
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda way: way.embed(CORPUS), ways))
    for one, other in zip(alone, together, strict=True):
        torch.testing.assert_close(one, other)


def test_the_embedded_model_cut_at_layer_five_embeds_any_text():
    model = load_embedder("minilm", 5)
    assert model.site.layer == 5
    assert Site(**json.loads(json.dumps(model.site.to_json()))) == model.site
    e = model.embed(VARIED)
    torch.testing.assert_close(e.norm(dim=1), torch.ones(len(VARIED)))


@pytest.mark.parametrize("layer", [0, 3, -1])
def test_a_layer_the_model_does_not_have_is_refused(encoder, layer):  # noqa: F811
    told = f"layer {layer}: the model has 2; choose one from 1 to 2"
    with pytest.raises(InputError, match=told):
        load_embedder(str(encoder), layer)


def test_a_model_whose_layers_cannot_be_told_apart_is_read_whole_only():
    network = torch.nn.Linear(2, 2)
    network.config = SimpleNamespace(num_hidden_layers=2)
    with pytest.raises(InputError, match="a Linear cannot be told apart: leave --layer away"):
        after(network, 1)


@pytest.fixture
def data(tmp_path):
    rows = {"text": [f"text number {i}" for i in range(40)], "label": ["yes", "no"] * 20}
    pd.DataFrame(rows).to_csv(tmp_path / "texts.csv")
    return tmp_path / "texts.csv"


def test_the_texts_choose_the_layer_of_the_embedded_model_unless_asked(tmp_path, data):
    def layer(name, **asked):
        return new_case(tmp_path / name, data, text="text", label="label", **asked).settings.layer

    assert layer("usual") == CHOSEN
    assert layer("fourth", layer=4) == 4
    assert layer("whole", layer=6) is None
    with pytest.raises(InputError, match="layer 7: the model has 6; choose one from 1 to 6"):
        layer("seventh", layer=7)
    assert not (tmp_path / "seventh").exists()


def test_several_layers_are_read_in_one_go_and_leave_the_model_as_it_was(encoder):  # noqa: F811
    whole = load_embedder(str(encoder))
    before = whole.embed(CORPUS)
    first, second = whole.embed_after(CORPUS, (1, 2))
    torch.testing.assert_close(first, load_embedder(str(encoder), 1).embed(CORPUS))
    torch.testing.assert_close(second, before)
    torch.testing.assert_close(whole.embed(CORPUS), before)


def test_the_earliest_layer_is_taken_that_no_other_clearly_beats():
    noise = np.random.default_rng(0).normal(size=1000) * 0.1
    good, same, bad = 0.5 + noise, 0.501 + noise[::-1], 0.6 + noise[::-1]
    assert earliest([same, good, bad]) == 0  # .001 worse: within two standard errors
    assert earliest([bad, same, good]) == 1  # .1 worse: 22 standard errors
    assert earliest([bad, good]) == 1
    assert earliest([good, bad]) == 0


def test_the_choice_looks_at_training_texts_only_and_is_the_same_again(tmp_path):
    rows = 60
    frame = pd.DataFrame(
        {
            "text": [f"{'a fine' if i % 2 else 'an awful'} day, number {i}" for i in range(rows)],
            "label": ["good" if i % 2 else "bad" for i in range(rows)],
            "split": ["train"] * 40 + ["valid"] * 10 + ["test"] * 10,
        }
    )

    def choice(name):
        frame.to_csv(tmp_path / "texts.csv")
        columns = {"text": "text", "label": "label", "split": "split"}
        case = new_case(tmp_path / name, tmp_path / "texts.csv", **columns)
        return choose_layer(case, embedder(), (4, 5, 6), silent)

    first = choice("first")
    assert (first.texts, first.tried) == (40, (4, 5, 6))
    assert all(0 < error < 1 for error in first.errors)
    frame.loc[40:, "label"] = frame.label[40:].to_numpy()[::-1]
    assert choice("second") == first


def test_another_model_is_read_whole_unless_asked(tmp_path, data, decoder):  # noqa: F811
    made = new_case(tmp_path / "own", data, text="text", label="label", model=str(decoder))
    assert made.settings.layer is None


def test_layers_make_different_cases_but_old_cases_stay_as_they_are(tmp_path, data):
    cases = [
        new_case(tmp_path / str(n), data, text="text", label="label", layer=n) for n in (4, 5, 6)
    ]
    assert len({step_keys(case)["embed"] for case in cases}) == 3
    whole = cases[2]
    before = step_keys(whole)
    manifest = json.loads(whole.manifest_path.read_text("utf-8"))
    del manifest["settings"]["layer"]  # as cases were made before there was a choice
    whole.manifest_path.write_text(json.dumps(manifest))
    assert step_keys(Case.open(whole.folder)) == before


def test_lists_travel_between_cases_of_the_same_layer_only(tmp_path, data):
    from core.pipeline.carry import space

    def at(layer):
        case = new_case(tmp_path / f"at{layer}", data, text="text", label="label", layer=layer)
        site = {"checksum": "a" * 64, "layer": case.settings.layer}  # as `run` leaves it
        case.record("embed", "key", site)
        return space(case)

    assert at(6) == "a" * 64  # as lists were marked before there was a choice
    assert len({at(4), at(5), "a" * 64}) == 3
