from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from policyie import cli

DOCUMENTS = Path(__file__).parents[2] / "annotated" / "documents"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run `policyie gold`; gives the exit code, stdout and stderr."""

    def call(*argv: str | Path) -> tuple[int, str, str]:
        code = cli.main(["gold", *map(str, argv)])
        return code, *capsys.readouterr()

    return call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of one document of ours."""
    for suffix in (".txt", ".jsonl"):
        source = DOCUMENTS / f"yunxi-three-year{suffix}"
        (tmp_path / f"plan{suffix}").write_bytes(source.read_bytes())
    return tmp_path


def change(path: Path, line: int, **changes: Any) -> None:
    """Change fields of a record."""
    lines = path.read_text("utf-8").splitlines()
    record = {**json.loads(lines[line - 1]), **changes}
    lines[line - 1] = json.dumps(record, ensure_ascii=False)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_check_of_our_own_documents(run: Any) -> None:
    assert run("check", DOCUMENTS) == (0, "", "no faults\n")


def test_check_tells_file_and_line(run: Any, folder: Path) -> None:
    gold = folder / "plan.jsonl"
    change(gold, 3, status="hoped")
    code, out, err = run("check", gold, "--texts", folder)
    assert (code, err) == (1, "1 fault\n")
    assert out.startswith(f"{gold}:3: status: Input should be 'planned' or 'reported'")
    code, out, err = run("check", gold, folder)
    assert (code, err, len(out.splitlines())) == (1, "2 faults\n", 2)


def test_agree(run: Any, folder: Path) -> None:
    other = folder / "other"
    other.mkdir()
    (other / "plan.jsonl").write_bytes((folder / "plan.jsonl").read_bytes())
    change(other / "plan.jsonl", 2, comparator="about")
    code, out, _ = run("agree", folder, other)
    assert code == 0
    assert "A line 2, B line 2" in out
    assert "   comparator: A " in out
    _, brief, _ = run("agree", folder, other, "--brief")
    assert out.startswith(brief)
    assert "line 2" not in brief
    _, told, _ = run("agree", folder / "plan.jsonl", other / "plan.jsonl", "--json")
    [difference] = json.loads(told)["differences"]
    assert difference["fields"] == ["comparator"]


def test_stats(run: Any, folder: Path) -> None:
    code, out, _ = run("stats", folder)
    assert code == 0
    assert "base unit: " in out
    _, told, _ = run("stats", folder, "--texts", folder, "--json")
    assert json.loads(told)["documents"]["plan"]["milestones"] == 25


def test_stats_need_the_texts(run: Any, folder: Path) -> None:
    head = {"document": "plan", "sha256": "0" * 64}
    (folder / "plan.jsonl").write_text(json.dumps(head) + "\n", encoding="utf-8")
    (folder / "plan.txt").rename(folder / "other.txt")
    code, _, err = run("stats", folder)
    assert code == 2
    assert "has the SHA-256" in err


def test_convert_there_and_back(run: Any, folder: Path, tmp_path: Path) -> None:
    assert run("convert", folder, "--to", "brat", "-o", tmp_path / "brat") == (
        0,
        "",
        f"3 files in {tmp_path / 'brat'}\n",
    )
    assert run("convert", tmp_path / "brat", "--from", "brat", "-o", tmp_path / "back")[0] == 0
    code, out, _ = run("agree", folder / "plan.jsonl", tmp_path / "back" / "plan.jsonl")
    assert (code, "no differences" in out) == (0, True)


def test_convert_knows_its_forms(run: Any, folder: Path, tmp_path: Path) -> None:
    code, _, err = run("convert", folder, "--to", "word", "-o", tmp_path / "x")
    assert code == 2
    assert "unknown form 'word'; there are gold, standoff, label-studio" in err
    assert not (tmp_path / "x").exists()
