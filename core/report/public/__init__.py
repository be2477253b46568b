"""A copy of the report for everybody: states and outcome tables, small counts held back.

cells   which counts are held back, so that none of them can be worked out from the others
made    the content of public.json, made from report.json alone
page    the same as one HTML file
"""

from core.report.public.made import LEAST, public_report
from core.report.public.page import render_public

__all__ = ["LEAST", "public_report", "render_public"]
