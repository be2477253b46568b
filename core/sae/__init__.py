"""The sparse autoencoder: token states in, a few named-able features out.

size    how wide, how sparse, how many passes, from the number of tokens
model   the trained autoencoder: encode, decode
codes   the activations that fire, and sums over them
finding activations above a threshold, fast
select  which activations of a batch stay
step    one training step, its gradients written out sparsely
auxk    reviving latents that never fire
training what changes from step to step
tied    the paper's preset: one matrix for encoder and decoder
train   the loop: batches, checkpoints, threshold
saelens the folder it is saved as
"""

from core.sae.model import SparseAutoencoder
from core.sae.saelens import load_sae, save_sae

__all__ = ["SparseAutoencoder", "load_sae", "save_sae"]
