"""`policyie check`: the report, its forms and exit codes."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from policyie import cli
from policyie.schema import Check

RIGHT = "图书馆藏书由120万册增加到150万册，增长25%。\n"
WRONG = "图书馆藏书由120万册增加到150万册，增长30%。\n"


@pytest.fixture
def right(tmp_path: Path) -> Path:
    path = tmp_path / "right.txt"
    path.write_text(RIGHT, encoding="utf-8")
    return path


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.txt"
    path.write_text(WRONG, encoding="utf-8")
    return path


def test_document_that_holds_gives_0(right: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", str(right)]) == 0
    assert capsys.readouterr().out == f"{right}: 2 checks, 0 failed\n"


def test_failed_check_gives_1_and_is_shown(
    wrong: Path, right: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check", str(wrong), str(right)]) == 1
    shown = capsys.readouterr().out
    assert shown.startswith(f"{wrong}: 2 checks, 1 failed\n  line 1, base-growth, FAILED: ")
    assert shown.endswith(f"。\n\n{right}: 2 checks, 0 failed\n")


def test_all_shows_what_holds(right: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", str(right), "--all"]) == 0
    assert "line 1, base-growth, ok: " in capsys.readouterr().out


def test_json_has_every_check_in_the_published_form(
    wrong: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check", str(wrong), "--format", "json"]) == 1
    shown = json.loads(capsys.readouterr().out)
    assert shown["doc"]["source"] == str(wrong)
    checks = [Check.model_validate(check) for check in shown["checks"]]
    assert [(check.rule, check.ok) for check in checks] == [
        ("direction", True),
        ("base-growth", False),
    ]


def test_json_of_several_is_one_object_a_document(
    wrong: Path, right: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check", str(right), str(wrong), "--format", "json"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["doc"]["source"] for line in lines] == [str(right), str(wrong)]


def test_unreadable_file_is_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plan.txt"
    assert cli.main(["check", str(path)]) == 2
    output = capsys.readouterr()
    assert (output.out, output.err) == ("", f"policyie: {path}: no such file\n")


def test_unreadable_file_does_not_stop_the_others(
    tmp_path: Path, right: Path, wrong: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "plan.txt"
    assert cli.main(["check", str(missing), str(right)]) == 3
    output = capsys.readouterr()
    assert output.out == f"{right}: 2 checks, 0 failed\n"
    assert str(missing) in output.err
    assert cli.main(["check", str(missing), str(wrong)]) == 1


def test_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = io.TextIOWrapper(io.BytesIO(WRONG.encode()))
    monkeypatch.setattr("sys.stdin", stream)
    assert cli.main(["check", "-"]) == 1
    assert capsys.readouterr().out.startswith("-: 2 checks, 1 failed\n")
