"""The documents of the project say what is so: their examples run, their tables are complete."""

from __future__ import annotations

import argparse
import csv
import doctest
import hashlib
import importlib
import pkgutil
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import policyie
from policyie import Target, cli
from policyie.cli.parser import EXIT_CODES
from policyie.evaluation.gold import check_gold, load_gold, read_table, read_text
from policyie.evaluation.standoff import load_standoff

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = ROOT / "annotated" / "documents"
BENCHMARKS = sorted((ROOT / "benchmarks").glob("*.py"))
REPORT = re.findall(r"^```\n(.*)\n```$", README, re.MULTILINE)[-1]
PLAN = "\n".join(re.findall(r'^(?:>>> text = """|\.\.\. ?)(.*)$', README, re.MULTILINE)[:7])


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands() -> dict[str, argparse.ArgumentParser]:
    parser = cli._build_parser(["evaluate"])
    [actions] = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    return dict(actions.choices)


COMMANDS = commands()
MODULES = [
    found.name
    for found in pkgutil.walk_packages(policyie.__path__, "policyie.")
    if not found.name.startswith("policyie.adapters.") and not found.name.endswith("__main__")
]


# --- README ------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(len(blocks("python"))))
def test_python_examples_run(number: int) -> None:
    test = doctest.DocTestParser().get_doctest(blocks("python")[number], {}, "README", None, None)
    assert test.examples
    report: list[str] = []
    doctest.DocTestRunner(verbose=False).run(test, out=report.append)
    assert "".join(report) == ""


@pytest.mark.parametrize("block", blocks("console"))
def test_console_examples_run(
    block: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    command, _, expected = block.removeprefix("$ policyie ").partition("\n")
    assert cli.main(shlex.split(command)) == (1 if "FAILED" in expected else 0)
    assert capsys.readouterr().out == expected


def test_first_command_extracts_from_a_document_of_ours(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = blocks("sh")[0].partition(".venv/bin/policyie ")[2]
    monkeypatch.chdir(ROOT)
    assert cli.main(shlex.split(command)) == 0
    assert len(capsys.readouterr().out.splitlines()) > 20


def test_second_command_is_the_one_of_ci() -> None:
    command = blocks("sh")[1].strip()
    assert (ROOT / command).is_file()
    run = ROOT / ".ci" / "run"
    if run.is_file():
        assert re.search(rf"(?m)^(?:\w+=\S+ )?{re.escape(command)}(?: |$)", run.read_text("utf-8"))


@pytest.mark.parametrize("name", Target.model_fields)
def test_every_field_is_documented(name: str) -> None:
    assert re.search(rf"(?m)^\| [^|]*`{name}`", README)


@pytest.mark.parametrize("name", ["extract", "extract_text", "find_quantities", "find_periods"])
def test_every_function_is_documented(name: str) -> None:
    assert name in README


@pytest.mark.parametrize("code", range(4))
def test_exit_codes_are_those_of_the_help(code: int) -> None:
    meaning = re.search(rf"(?m)^\| {code} \| (.*) \|$", README)
    assert meaning is not None
    assert f"{code}  {meaning[1]}" in EXIT_CODES


def test_scores_have_one_place() -> None:
    assert README.count("<!-- scores: begin -->") == README.count("<!-- scores: end -->") == 1


# --- commands ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main([name, "--help"])
    assert stop.value.code == 0
    shown = capsys.readouterr().out
    assert f"policyie {name}" in shown
    assert "examples:" in shown
    assert "exit codes:" in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    assert f"| `policyie {name}" in README


@pytest.mark.parametrize(
    "names",
    [action.option_strings for action in COMMANDS["extract"]._actions if action.option_strings],
    ids=lambda names: names[-1],
)
def test_every_option_of_extract_is_documented(names: list[str]) -> None:
    assert any(re.search(rf"`{name}\b", README) for name in names)


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda path: path.stem)
def test_every_benchmark_has_help_and_is_documented(path: Path) -> None:
    command = [sys.executable, str(path), "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "options:" in shown
    assert f"benchmarks/{path.name}" in (path.parent / "README.md").read_text("utf-8")


# --- docstrings, annotated documents, changelog ------------------------------------------------


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples_run(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__
    assert doctest.testmod(module).failed == 0


def read_splits() -> list[dict[str, str]]:
    with (ROOT / "annotated" / "splits.tsv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def test_splits_name_every_document_once() -> None:
    rows = read_splits()
    assert [row["name"] for row in rows] == sorted(path.stem for path in DOCUMENTS.glob("*.txt"))
    assert {row["split"] for row in rows} == {"train", "dev", "test"}


def test_index_tells_of_every_document() -> None:
    rows = read_table(DOCUMENTS / "index.tsv", ("file", "kind", "script"))
    assert [row["file"] for row in rows] == sorted(path.name for path in DOCUMENTS.glob("*.txt"))
    assert all(row["kind"] and row["script"] in ("hans", "hant") for row in rows)


@pytest.mark.parametrize("row", read_splits(), ids=lambda row: row["name"])
def test_annotated_texts_are_unchanged_and_their_gold_is_sound(row: dict[str, str]) -> None:
    path = DOCUMENTS / f"{row['name']}.txt"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == row["sha256_of_text"]
    gold = load_gold(path.with_suffix(".jsonl"))
    assert gold
    check_gold(gold, read_text(path), sha256=row["sha256_of_text"])
    assert f"| `{row['name']}` |" in (ROOT / "annotated" / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    "path", sorted((ROOT / "annotated" / "standoff").rglob("*.jsonl")), ids=lambda path: path.stem
)
def test_standoff_gold_has_a_head_and_no_sentences(path: Path) -> None:
    standoff = load_standoff(path)
    assert standoff.head.document == path.stem
    assert standoff.head.title
    assert standoff.records
    for _, record in standoff.records:
        assert record.note is None
        words = record.model_dump_json(exclude={"unit", "baseline"})
        assert words.isascii()
        units = [record.unit, record.baseline.unit if record.baseline else None]
        assert all(len(unit or "") <= 12 for unit in units)


def test_changelog_has_unreleased_on_top() -> None:
    heads = re.findall(r"(?m)^## (.*)$", (ROOT / "CHANGELOG.md").read_text("utf-8"))
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert heads[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", head) for head in heads[1:])
    assert version.count(".") == 2
