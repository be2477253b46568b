"""The plain model and its regularized twin: exact fits on embeddings, and what they lean on.

problem     the embeddings and labels a fit reads
objective   the loss, its gradient and curvature
press       how well labels can be read from embeddings, quickly
solver      one strictly convex problem, solved to the last digits
rotated     the same problem in the directions of a quadratic penalty
classifier  a fitted model: probabilities, decisions, files
plain       the plain model, its ridge chosen on validation texts
hard        weights orthogonal to the flagged directions
soft        the path from plain to hard
threshold   where a probability becomes a decision
penalties   contributions of flagged features, their covariance, reliance
cost        what flagging costs, while people flag
scores      how often decisions are right
influence   what each feature does to the plain model
guard       whether a text is like those the model was tried on
removal     taking flagged features out, as published
paper       the published method: removal and penalty
descent     how that one is trained
baselines   the oracle that sees the groups
one_thread  why fits run on one thread
"""
