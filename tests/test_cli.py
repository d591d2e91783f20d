from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from policyie import cli
from policyie.config import ExtractorConfig
from policyie.errors import ConfigError, GazetteerError, SpanError
from policyie.schema import Document, Target

TEXT = "2031年新建社区食堂30个，完成规划编制。\n"
RECORD = Path(__file__).parent / "outputs" / "record.json"


def build_record(source: str | None, **changes: Any) -> dict[str, Any]:
    record = json.loads(RECORD.read_text("utf-8"))
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    doc = {**record["doc"], "id": f"sha256:{digest}", "source": source}
    return {**record, "doc": doc, **changes}


@dataclass
class StubExtraction:
    source: str | None
    published: str | None
    confidences: tuple[float | None, ...]

    def targets(self) -> list[dict[str, Any]]:
        records = [build_record(self.source, confidence=one) for one in self.confidences]
        for record in records:
            record["doc"]["published"] = self.published
        return records

    def milestone(self) -> dict[str, Any]:
        return build_record(
            self.source, kind="milestone", quantity=None, indicator=None, text="完成规划编制"
        )

    def records(self) -> Iterator[dict[str, Any]]:
        yield from self.targets()
        yield self.milestone()

    def as_dict(self) -> dict[str, Any]:
        targets = self.targets()
        return {
            "doc": self.milestone()["doc"],
            "blocks": [],
            "targets": targets,
            "milestones": [self.milestone()],
            "checks": [],
        }


@dataclass
class StubExtractor:
    config: ExtractorConfig
    texts: list[str] = field(default_factory=list)

    def read_text(self, text: str, *, source: str | None, published: str | None) -> StubExtraction:
        if "损坏" in text:
            raise ValueError("two\nlines")
        if "越界" in text:
            raise SpanError("5 is outside")
        return StubExtraction(source, published, () if "无目标" in text else (0.9, 0.4, None))

    def read(self, path: Path) -> StubExtraction:
        return self.read_text(path.read_text("utf-8"), source=str(path), published=None)


@pytest.fixture(autouse=True)
def stub_pipeline(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    module = types.ModuleType("policyie.pipeline")
    module.Extractor = StubExtractor  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "policyie.pipeline", module)
    return module


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@dataclass
class Result:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Result]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run_command(*argv: str | Path) -> Result:
        try:
            code = cli.main([str(argument) for argument in argv])
        except SystemExit as stop:
            code = int(stop.code or 0)
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return run_command


def pretend_terminal(monkeypatch: pytest.MonkeyPatch, columns: int = 100) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((columns, 24)))


# --- formats ---------------------------------------------------------------------------------


def test_jsonl_is_the_default_off_a_terminal(run: Run, plan: Path) -> None:
    result = run("extract", plan)
    assert (result.code, result.err) == (0, "")
    assert [line["kind"] for line in result.lines] == ["target"] * 3 + ["milestone"]
    assert {line["doc"]["source"] for line in result.lines} == {str(plan)}
    assert [Target.model_validate(line).id for line in result.lines] == ["t0001"] * 4


def test_table_is_the_default_on_a_terminal(
    run: Run, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend_terminal(monkeypatch)
    result = run("extract", plan)
    assert result.out.startswith("year")
    assert "社区食堂" in result.out


def test_table_fits_the_terminal(run: Run, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_terminal(monkeypatch, 50)
    assert max(map(len, run("extract", plan).out.splitlines())) <= 50


def test_matrix(run: Run, plan: Path) -> None:
    result = run("extract", plan, "--format", "matrix")
    assert "30个" in result.out
    assert "完成规划编制" not in result.out
    assert "完成规划编制" in run("extract", plan, "--format", "matrix", "--milestones").out


def test_json_is_one_document(run: Run, plan: Path) -> None:
    (document,) = run("extract", plan, "--format", "json").lines
    assert Document.model_validate(document).milestones[0].text == "完成规划编制"


def test_csv(run: Run, plan: Path) -> None:
    lines = run("extract", plan, "--format", "csv").out.splitlines()
    assert lines[0].startswith("document,source,")
    assert len(lines) == 5


def test_text_without_targets_is_an_empty_result(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "none.txt"
    path.write_text("无目标", encoding="utf-8")
    result = run("extract", path, "--format", "json", "--min-confidence", "1")
    assert (result.code, result.lines[0]["targets"]) == (0, [])


# --- options ---------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2030", "2030-05", "2030-02-28"])
def test_published_is_passed_on(run: Run, plan: Path, day: str) -> None:
    assert run("extract", plan, "--published", day).lines[0]["doc"]["published"] == day


@pytest.mark.parametrize("form", ["jsonl", "json"])
def test_min_confidence_keeps_the_unknown(run: Run, plan: Path, form: str) -> None:
    lines = run("extract", plan, "--format", form, "--min-confidence", "0.5").lines
    records = lines[0]["targets"] if form == "json" else lines[:2]
    assert [record["confidence"] for record in records] == [0.9, None]


def test_encoding_is_used(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "latin.txt"
    path.write_bytes("école".encode("latin-1"))
    assert run("extract", path).code == 2
    assert run("extract", path, "--encoding", "latin-1").code == 0


def test_gazetteers_reach_the_extractor(
    run: Run, plan: Path, tmp_path: Path, stub_pipeline: Any
) -> None:
    seen = []

    def build(config: ExtractorConfig) -> StubExtractor:
        seen.append(config)
        return StubExtractor(config)

    stub_pipeline.Extractor = build
    assert run("extract", plan, "--gazetteers", tmp_path).code == 0
    assert seen == [ExtractorConfig(gazetteers=tmp_path)]


def test_repairs_can_be_switched_off(run: Run, plan: Path, stub_pipeline: Any) -> None:
    seen = []

    def build(config: ExtractorConfig) -> StubExtractor:
        seen.append(config.repairs)
        return StubExtractor(config)

    stub_pipeline.Extractor = build
    assert run("extract", plan).code == run("extract", plan, "--no-repairs").code == 0
    assert seen == [True, False]


def test_wrong_gazetteers_are_named(
    run: Run, plan: Path, tmp_path: Path, stub_pipeline: Any
) -> None:
    def fail(config: ExtractorConfig) -> StubExtractor:
        raise GazetteerError("units.tsv", "no column factor", 1)

    stub_pipeline.Extractor = fail
    result = run("extract", plan, "--gazetteers", tmp_path)
    assert (result.code, result.err) == (2, "policyie: units.tsv:1: no column factor\n")


def test_standard_input_is_bytes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = types.SimpleNamespace(buffer=io.BytesIO((TEXT * 3).encode("gb18030")))
    monkeypatch.setattr(sys, "stdin", stdin)
    result = run("extract", "-", "--format", "jsonl")
    assert result.code == 0
    assert result.lines[0]["doc"]["source"] is None


def test_empty_standard_input_is_an_error(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=io.BytesIO()))
    result = run("extract", "-")
    assert (result.code, result.err) == (2, "policyie: -: the file is empty\n")


def test_page_is_read_as_text(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<p>新建</p><script>损坏</script>", encoding="utf-8")
    assert run("extract", path).code == 0


# --- wrong usage -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argv", "reason"),
    [
        ([], "COMMAND"),
        (["unknown"], "invalid choice"),
        (["extract"], "FILE"),
        (["extract", "x", "--format", "xml"], "invalid choice: 'xml'"),
        (["extract", "x", "--published", "05.2030"], "'05.2030' is no date"),
        (["extract", "x", "--published", "2030-13"], "'2030-13' is no date"),
        (["extract", "x", "--published", "2030-02-30"], "'2030-02-30' is no date"),
        (["extract", "x", "--published", "20300101"], "'20300101' is no date"),
        (["extract", "x", "--published", "２０３０"], "is no date"),
        (["extract", "x", "--encoding", "utf-9"], "unknown encoding 'utf-9'"),
        (["extract", "x", "--gazetteers", "nowhere"], "'nowhere' is no directory"),
        (["extract", "x", "--min-confidence", "2"], "'2' is no number from 0 to 1"),
        (["extract", "x", "--min-confidence", "nan"], "'nan' is no number from 0 to 1"),
        (["extract", "x", "--min-confidence", "high"], "'high' is no number from 0 to 1"),
        (["extract", "x", "--form", "csv"], "unrecognized arguments"),
        (["schema", "x"], "unrecognized arguments"),
        (["evaluate"], "--gold"),
    ],
)
def test_wrong_usage_is_one_line_and_2(run: Run, argv: list[str], reason: str) -> None:
    result = run(*argv)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("policyie: ")
    assert result.err.count("\n") == 1
    assert reason in result.err


@pytest.mark.parametrize("command", ["extract", "schema", "evaluate"])
def test_help_has_examples_and_exit_codes(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert result.code == 0
    assert f"examples:\n  policyie {command}" in result.out
    assert all(f"\n  {code}  " in result.out for code in range(4))
    assert command in run("--help").out


# --- bad input -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"%PDF-1.4\n1 0 obj", "looks like a PDF file, not text"),
        (bytes(64), "looks like a binary file, not text"),
        (TEXT.encode() + b"\xff", f"not valid at byte offset {len(TEXT.encode())}"),
        ("损坏".encode(), "ValueError: two lines"),
        ("越界".encode(), "5 is outside"),
    ],
)
def test_bad_document_is_one_line_and_2(run: Run, tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    result = run("extract", path)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"policyie: {path}: ")
    assert result.err.endswith(f"{reason}\n")
    assert result.err.count("\n") == 1


def test_missing_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "none.txt"
    result = run("extract", path)
    assert (result.code, result.err) == (2, f"policyie: {path}: no such file\n")


def test_directory_without_documents(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").touch()
    result = run("extract", tmp_path)
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        f"policyie: {tmp_path}: no documents (.txt, .md, .html, .htm) in this directory\n"
    )


def test_line_of_four_million_characters(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("新建社区食堂8个，" * 450_000, encoding="utf-8")
    assert run("extract", path).code == 0


# --- several documents -----------------------------------------------------------------------


def test_failed_document_of_several_gives_3_and_no_output(
    run: Run, tmp_path: Path, plan: Path
) -> None:
    for name, data in (("a.txt", b""), ("b.txt", "损坏".encode()), ("q.txt", TEXT.encode())):
        (tmp_path / name).write_bytes(data)
    result = run("extract", tmp_path, tmp_path / "z.txt")
    assert result.code == 3
    assert {line["doc"]["source"] for line in result.lines} == {str(plan), str(tmp_path / "q.txt")}
    assert len(result.err.splitlines()) == 3
    assert all(line.startswith(f"policyie: {tmp_path}") for line in result.err.splitlines())


def test_directory_without_documents_among_others_gives_3(
    run: Run, tmp_path: Path, plan: Path
) -> None:
    (tmp_path / "none").mkdir()
    result = run("extract", tmp_path / "none", plan)
    assert result.code == 3
    assert len(result.lines) == 4


def test_all_of_several_failed_gives_3_and_leaves_the_output_alone(
    run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("old", encoding="utf-8")
    result = run("extract", tmp_path / "x", tmp_path / "y", "-o", out)
    assert (result.code, out.read_text("utf-8")) == (3, "old")


def test_document_named_twice_is_read_once(run: Run, plan: Path) -> None:
    assert len(run("extract", plan, plan, plan.parent).lines) == 4


def test_csv_of_several_has_one_head(run: Run, tmp_path: Path, plan: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "q.txt").write_text(TEXT, encoding="utf-8")
    lines = run("extract", tmp_path, "--format", "csv").out.splitlines()
    assert len(lines) == 9
    assert sum(line.startswith("document,") for line in lines) == 1


@pytest.mark.parametrize("form", ["table", "matrix"])
def test_tables_of_several_name_their_document(
    run: Run, tmp_path: Path, plan: Path, form: str
) -> None:
    other = tmp_path / "q.txt"
    other.write_text(TEXT, encoding="utf-8")
    out = run("extract", plan, other, "--format", form).out
    assert out.startswith(f"# {plan}\n")
    assert f"\n\n# {other}\n" in out


def test_name_outside_the_encoding_of_the_system(run: Run, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xb9\xe6.txt"
    Path(os.fsdecode(path)).write_text(TEXT, encoding="utf-8")
    result = run("extract", tmp_path)
    assert result.code == 0
    assert result.lines[0]["doc"]["source"].endswith("/\ufffd\ufffd.txt")


# --- output ----------------------------------------------------------------------------------


def test_output_file(run: Run, plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    result = run("extract", plan, "--format", "csv", "-o", out)
    assert (result.code, result.out, result.err) == (0, "", "")
    assert out.read_bytes().count(b"\r\n") == 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "plan.txt"]


def test_output_file_is_jsonl_unless_said(
    run: Run, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend_terminal(monkeypatch)
    out = tmp_path / "out"
    run("extract", plan, "-o", out)
    assert out.read_text("utf-8").startswith("{")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (".", "is a directory, not a file to write"),
        ("no/out.csv", "its directory does not exist"),
        ("plan.txt", "is also an input; the output would replace it"),
    ],
)
def test_unusable_output_is_2(run: Run, plan: Path, name: str, reason: str) -> None:
    out = plan.parent / name
    result = run("extract", plan, "-o", out)
    assert (result.code, result.err) == (2, f"policyie: {out}: {reason}\n")
    assert plan.read_text("utf-8") == TEXT


def test_output_that_cannot_be_written_is_2(
    run: Run, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path) -> None:
        raise OSError(28, "No space left on device")

    out = tmp_path / "out.jsonl"
    monkeypatch.setattr("policyie.outputs.files.open_output", fail)
    result = run("extract", plan, "-o", out)
    assert result.code == 2
    assert result.err == f"policyie: {out}: cannot be written: No space left on device\n"


def test_reader_that_leaves_is_no_error(
    run: Run, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leave(text: str) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(sys.stdout, "write", leave)
    result = run("extract", plan)
    assert (result.code, result.err) == (0, "")


def test_output_that_is_no_text_wrapper(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    assert cli.main(["extract", str(plan)]) == 0
    assert stream.getvalue().count("\n") == 4


# --- other commands --------------------------------------------------------------------------


@pytest.mark.parametrize(("argv", "title"), [([], "Target"), (["--document"], "Document")])
def test_schema(run: Run, argv: list[str], title: str) -> None:
    result = run("schema", *argv)
    schema = json.loads(result.out)
    assert (result.code, schema["title"]) == (0, title)
    assert "$schema" in schema
    assert set(schema["required"]) == set(schema["properties"])
    assert "from" in schema["$defs"]["Period"]["properties"]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    folder.mkdir()
    (folder / "plan.txt").write_text(TEXT, encoding="utf-8")
    record = {
        "id": "t001",
        "quote": "新建社区食堂30个",
        "quantity": "30个",
        "value": 30,
        "unit": "个",
        "comparator": "exactly",
        "mode": "level",
        "status": "planned",
        "period": "2031",
        "indicator": "社区食堂",
        "verb": "新建",
        "headings": [],
        "start": 11,
        "end": 14,
    }
    line = json.dumps(record, ensure_ascii=False)
    (folder / "plan.jsonl").write_text(line + "\n", encoding="utf-8")
    return folder


def test_evaluate_predicts_with_one_extractor(
    run: Run, gold: Path, stub_pipeline: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = []

    def build(config: ExtractorConfig) -> StubExtractor:
        built.append(config)
        return StubExtractor(config)

    def evaluate(args: Any, predict: Any) -> int:
        records = [predict(args.gold / "plan.txt") for _ in range(2)]
        assert [len(one) for one in records] == [4, 4]
        return 1

    stub_pipeline.Extractor = build
    monkeypatch.setattr("policyie.evaluation.run.run", evaluate)
    assert run("evaluate", "--gold", gold).code == 1
    assert built == [ExtractorConfig()]


def test_evaluate_prints_its_table(run: Run, gold: Path) -> None:
    result = run("evaluate", "--gold", gold)
    assert (result.code, result.err) == (0, "")
    assert "plan" in result.out


def test_evaluate_errors_are_2(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(args: Any, predict: Any) -> None:
        raise ConfigError("no gold files")

    monkeypatch.setattr("policyie.evaluation.run.run", fail)
    result = run("evaluate", "--gold", tmp_path)
    assert (result.code, result.err) == (2, "policyie: no gold files\n")


def run_process(*argv: str, head: bool = False) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "policyie", *argv]
    source = str(Path(cli.__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": source, "PYTHONIOENCODING": "ascii"}
    if not head:
        return subprocess.run(command, capture_output=True, env=environment, check=False)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        error = process.stderr.read()
    return subprocess.CompletedProcess(command, process.returncode, b"", error)


def test_module_runs_and_writes_utf8() -> None:
    result = run_process("schema", "--document")
    assert result.returncode == 0
    assert json.loads(result.stdout.decode("utf-8"))["title"] == "Document"


def test_closed_pipe_leaves_no_traceback() -> None:
    result = run_process("schema", head=True)
    assert (result.returncode, result.stderr) == (0, b"")
