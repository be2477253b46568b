"""Limits in the ledger: every version is kept, and nothing the case does not have gets in."""

import pytest

from core.audit.policy import Policy, parse_limit, policy_from
from core.errors import InputError
from core.pipeline.decide import parts
from core.pipeline.judged import current_policy, lock_policy, locked_policies, threshold_of

TS = "2026-11-21T09:00:00Z"


def test_without_a_version_the_own_limits_hold(cli_case):
    assert locked_policies(cli_case) == ()
    assert current_policy(cli_case) == Policy(("invite",))


def test_a_version_is_kept_with_who_when_and_what_changed(cli_case):
    lock_policy(cli_case, {"limits": {"tpr_gap": 0.05}}, "Ada", TS)
    second = lock_policy(cli_case, {"limits": {"fpr_gap": None}, "why": "Law"}, "Bo", TS)
    first, again = locked_policies(cli_case)
    assert again == second
    assert (first.version, first.by, first.seen) == (1, "Ada", False)
    assert first.changes == ("gap in favourable decisions where the label agrees: 0.1 → 0.05",)
    assert second.policy.limit("tpr_gap").value == 0.05  # what was set before stays
    assert second.policy.limit("fpr_gap").value is None
    assert second.changes[0].endswith("0.1 → none")


def test_a_version_set_after_the_results_says_so(cli_case):
    cli_case.record("audit", "key", {})
    assert lock_policy(cli_case, {}, "Ada", TS).seen is True


def test_the_ledger_stays_whole_and_signatures_cover_the_limits(cli_case):
    from core.pipeline.decide import ledger

    before = parts(cli_case)["policy"]
    lock_policy(cli_case, {}, "Ada", TS)
    assert parts(cli_case)["policy"] != before
    assert ledger(cli_case).verify().ok


def test_the_same_policy_twice_is_refused(cli_case):
    lock_policy(cli_case, {}, "Ada", TS)
    with pytest.raises(InputError, match="already says that"):
        lock_policy(cli_case, {"limits": {"tpr_gap": 0.1}}, "Ada", TS)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"favourable": ("hired",)}, "no label 'hired'"),
        ({"favourable": ("invite", "decline")}, "every label would be favourable"),
        ({"groups": ("race",)}, "no groups by 'race'"),
        ({"obtained": {"gender": "guess"}}, "cannot be 'guess'"),
        ({"obtained": {"race": "record"}}, "no group column 'race'"),
        ({"limits": {"tpr_gap": 1.5}}, "number from 0 to 1"),
        ({"limits": {"flops": 0.1}}, "no limit 'flops'"),
        ({"exclude_share": 0.02}, "say why"),
        ({"enough": 0}, "give 1 or more"),
    ],
)
def test_what_the_case_does_not_have_is_refused_and_nothing_is_written(cli_case, changes, says):
    with pytest.raises(InputError, match=says):
        lock_policy(cli_case, changes, "Ada", TS)
    assert locked_policies(cli_case) == ()


def test_a_policy_survives_json():
    policy = Policy(("a", "b"), ("sex",), {"tpr_gap": None}, obtained={"sex": "record"})
    assert policy_from(policy.as_json()) == policy
    assert policy_from(policy.as_json()).sha256 == policy.sha256
    with pytest.raises(InputError, match="not a policy"):
        policy_from({"limits": {}})


def test_limits_are_read_as_typed():
    assert parse_limit("tpr_gap=0.05") == ("tpr_gap", 0.05)
    assert parse_limit("tpr_gap=none") == ("tpr_gap", None)
    with pytest.raises(InputError, match="no limit 'x'"):
        parse_limit("x=1")
    with pytest.raises(InputError, match="has no number"):
        parse_limit("tpr_gap")


def test_the_threshold_is_told_for_the_favourable_label():
    class Model:
        threshold, labels = 0.4, ("decline", "invite")

    assert threshold_of(Model, ("invite",)) == 0.4
    assert threshold_of(Model, ("decline",)) == 0.6
    assert threshold_of(Model, ("decline", "invite")) is None


def test_the_command_shows_and_sets_the_policy(cli_case, say):
    code, said, _ = say("policy", cli_case.folder, "--json")
    assert (code, said["locked"], said["policy"]["limits"]["tpr_gap"]) == (0, False, 0.1)
    code, said, _ = say(
        "policy", cli_case.folder, "--limit", "tpr_gap=0.05", "--by", "A. Rossi", "--json"
    )
    assert (code, said["locked"], said["policy"]["limits"]["tpr_gap"]) == (0, True, 0.05)
    assert said["versions"][0]["by"] == "A. Rossi"
    code, lines, _ = say("policy", cli_case.folder)
    assert "tpr_gap        at most 0.05" in lines
    assert "version 1" in lines


def test_a_change_without_a_name_is_refused(cli_case, say):
    code, _, error = say("policy", cli_case.folder, "--limit", "tpr_gap=0.05")
    assert code == 2
    assert "add --by NAME" in error


def test_what_is_judged_is_part_of_every_locked_version(cli_case):
    first = lock_policy(cli_case, {}, "Ada", TS)
    assert first.policy.metrics == Policy(("invite",)).judged
    assert "ppv_gap" not in first.policy.metrics
    second = lock_policy(cli_case, {"limits": {"ppv_gap": 0.1, "tpr_gap": None}}, "Bo", TS)
    assert "ppv_gap" in second.policy.judged
    assert "tpr_gap" not in second.policy.judged
    assert any(told.startswith("judged: impact_ratio, tpr_gap") for told in second.changes)
    third = lock_policy(cli_case, {"metrics": ("impact_ratio",)}, "Bo", TS)
    assert third.policy.limits["ppv_gap"] == 0.1  # the limit stays, the verdict goes
    assert third.policy.limit("ppv_gap").value is None
    assert third.policy.judged == ("impact_ratio",)


def test_a_figure_without_a_limit_is_not_judged(cli_case):
    with pytest.raises(InputError, match="score_auc is to be judged, and has no limit"):
        lock_policy(cli_case, {"metrics": ("score_auc",)}, "Ada", TS)


def test_a_version_written_before_metrics_had_names_keeps_its_hash():
    told = Policy(("hired",)).as_json()
    assert "metrics" not in told
    assert policy_from(told) == Policy(("hired",))
    named = Policy(("hired",), metrics=("tpr_gap",))
    assert policy_from(named.as_json()) == named
    assert named.sha256 != Policy(("hired",)).sha256
