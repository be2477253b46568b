"""The generator of the demo's texts.

grammar        how a phrase with choices and slots becomes plain English
people         names and pronouns
trades_*       the lists of employers, duties, tools, training, good and bad work
work           occupations made of these lists
skill          evidence of skill that any trade can have
life           hobbies, family, parental leave
registers      five voices: recruiter, summary, note, referee, interview
writer         one text
applications   all texts, with the historical and the fair decisions
"""

from core.sample.applications import Sample, applications

__all__ = ["Sample", "applications"]
