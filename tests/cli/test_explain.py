from __future__ import annotations

from pathlib import Path

import pytest

from policyie import cli

TEXT = "云溪市计划\n\n2031年，新建口袋公园16个。\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_one_record_is_explained(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", str(plan), "--target", "t0001"]) == 0
    shown = capsys.readouterr().out
    assert "16个" in shown
    assert "口袋公园" in shown


def test_a_record_that_is_not_there_is_2(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", str(plan), "--target", "t0009"]) == 2
    assert capsys.readouterr().err == f"policyie: {plan}: no record t0009 among 1\n"
