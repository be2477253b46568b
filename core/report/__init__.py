"""What leaves the case: the report, its renderings, and the bundle.

inputs    everything the report is made from
about     what only people know: use, data, remaining risk
answers   the same as a part of the report, and what nobody gave
counts    how many texts there are, by split, label and group
build     the report as one JSON object; every figure and sentence of the renderings is in it
numbers   figures as people read them
words     the report's fixed words: measures, states, methods, definitions
outcomes  audit figures as sentences, and as rows of charts and tables
limits    what was not tested
markup    HTML that is escaped by construction
judged    figures held against limits, as sentences
front     page one: five lines with their states
first     page one as HTML
flagged   the flagged features: who decided why, where they fire, their weight
frame     what drawings of before and after share
dumbbell  before and after as an SVG drawing
scope     what the model is for, in the words of people
risk      what the figures leave open, and what ends an approval
decisions the decisions log
sections  the parts of the page: what was found, and about what
panels    one measure by one column, before and after
by_group  outcomes, intersections, errors and scores by group
tried     what was tried on the models, as sentences and rows
nonreliance  what flagged features can still change
leakage   what is still recoverable
swaps     what follows the words about a group
cost      accuracy, F1, AUC and log loss before and after, by group
alternatives  other ways to decide, and how far figures move from draw to draw
proxies   features that may stand in for a group; reasons of single decisions
dots      before and after on a scale of its own, as an SVG drawing
slices    where errors gather
details   texts, technical details, definitions, record
crosswalk which part answers to which obligation, from dated data files
manifest  what makes the same report again
unseen    whether flagging saw a test text
schema    the JSON Schema of report.json
pdf       the page as PDF
square    a fingerprint as a QR code
signers   who decided, signed, refused or revoked
signoff   who may sign, who did, what was decided about open lines, where signatures stand
page      the page: one file, light and dark, screen and paper
public    a copy for everybody, small counts held back
card      the model card
archive   a zip file read without trust, written without a clock
guide     VERIFY.md: how somebody else checks a bundle
stored    the stored predictions and activations
intact    whether the files of a bundle are as exported
rejudge   page one and verdicts worked out again
verify    whether a bundle is what was exported
renderings  report.json, report.html and model_card.md as bytes
bundle    write, open and use a bundle
"""

from core.report.build import build_report
from core.report.card import model_card
from core.report.counts import count_texts
from core.report.inputs import (
    DataFacts,
    Fires,
    FlaggedFeature,
    LedgerFacts,
    ModelFacts,
    ReportInputs,
    ReviewFacts,
    SaeFacts,
)
from core.report.page import render_html
from core.report.renderings import rendered
from core.report.signers import Disposition, Signed, SignoffFacts, Withdrawn

__all__ = [
    "DataFacts",
    "Disposition",
    "Fires",
    "FlaggedFeature",
    "LedgerFacts",
    "ModelFacts",
    "ReportInputs",
    "ReviewFacts",
    "SaeFacts",
    "Signed",
    "SignoffFacts",
    "Withdrawn",
    "build_report",
    "count_texts",
    "model_card",
    "render_html",
    "rendered",
]
