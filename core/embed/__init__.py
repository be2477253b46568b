"""Token states and pooled embeddings of a language model.

site      what is read, and where: model, checksum, pooling, how many tokens
layers    what a model says after its last layer or one before
model     the model behind a site: one text or many in, token states out
precision whether this machine multiplies faster in bf16 than in fp32
stream    a whole corpus, batch by batch, into shards of token states
"""

from core.embed.model import Embedder, load_embedder

__all__ = ["Embedder", "load_embedder"]
