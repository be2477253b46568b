"""What a model was trained on, as the report prints it."""

import json

import numpy as np
import torch
from report_case import inputs

from core.durable import canonical_json
from core.pipeline.environment import environment
from core.report import build_report, render_html


def test_every_package_stands_with_its_version_and_a_hash():
    found = environment()
    packages = {each["name"]: each for each in found["packages"]}
    assert packages["numpy"]["version"] == np.__version__
    assert (
        packages["torch"]["version"] == torch.__version__.partition("+")[0]
        or "+" in (packages["torch"]["version"])
    )
    assert all(len(each["sha256"]) == 64 for each in packages.values())
    assert len({each["sha256"] for each in packages.values()}) > 0.8 * len(packages)
    assert canonical_json(found) == canonical_json(environment())
    assert json.loads(canonical_json(found))["threads"] >= 1


def test_the_report_prints_machine_and_packages_or_that_they_are_not_known():
    page = render_html(build_report(inputs(environment=environment())))
    assert "packages with hashes of their files" in page
    assert environment()["source"] in page
    assert "were not written down" in render_html(build_report(inputs()))
