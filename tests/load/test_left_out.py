"""A scenario without `extends` does not have what the baseline scripts; that is said."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Call

STEP = "interventions:\n  - {at: 2021-02, attention: {AAA: 0.5}%s}\n"
HEAD = "name: N\nsummary: S.\n"


def said(region: Path, call: Call, text: str) -> list[str]:
    """Warnings where the baseline has a step and another scenario reads so."""
    (region / "scenarios" / "baseline.yaml").write_text(HEAD + STEP % "", encoding="utf-8")
    (region / "scenarios" / "x.yaml").write_text(HEAD + text, encoding="utf-8")
    status, _, told = call("check", "x", "--seeds", region)
    assert status == 0
    return told.splitlines()


def test_a_scenario_that_stands_alone_leaves_out_the_baselines_steps(triad_folder: Path, call: Call) -> None:
    folder = triad_folder / "scenarios"
    assert said(triad_folder, call, "") == [
        f"warning: {folder}/x.yaml: does not extend baseline and leaves out what is scripted there "
        f"({folder}/baseline.yaml:4); write `extends: baseline` to have it happen here too"
    ]


def test_one_that_extends_or_repeats_them_leaves_out_nothing(triad_folder: Path, call: Call) -> None:
    assert said(triad_folder, call, "extends: baseline\n") == []
    assert said(triad_folder, call, STEP % ", why: for a reason of its own") == []
    assert said(triad_folder, call, "extends: deal\n") == []
