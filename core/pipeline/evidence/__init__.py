"""What was tried on the trained models, kept beside the audit.

ground        what every test starts from
nonreliance   flagged features off and turned up, random ones instead, flagged words deleted
leakage       what probes can tell about people from embedding, score and decision
swaps         word swaps, and which features they move
pooled        how much of each feature texts hold that are not in the case
proxies       unflagged features that may stand in for a group
reasons       a sample of decisions with their reasons
alternatives  other ways to decide, on the same texts
spread        how far figures move when training texts are drawn anew
parts         what each feature adds to the logits
store         the file, and whether it is of the model as it is now
"""

from core.pipeline.evidence.store import evidence_case, load_evidence

__all__ = ["evidence_case", "load_evidence"]
