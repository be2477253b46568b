"""The non-reliance certificate: does a decision change when flagged features do?

head          a fitted model as plain arrays: what it reads of an embedding, scores, decisions
moves         switching flagged features off and turning them up, alone and together
bounds        the most that any strength within the range can do; whether it is nothing at all
placebo       the same with random features of the same kind
rewritten     the same for texts whose flagged words are deleted
verdict       within the limit, over it, or not enough evidence
certificate   all of it for two models, as one JSON object

Everything here is a pure function of arrays: who holds weights, activations and directions can
run it again.
"""

from core.audit.nonreliance.certificate import Flagged, certificate, held_against
from core.audit.nonreliance.head import Head, head_of
from core.audit.nonreliance.verdict import Allowed

__all__ = ["Allowed", "Flagged", "Head", "certificate", "head_of", "held_against"]
