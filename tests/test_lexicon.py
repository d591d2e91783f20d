from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from policyie import lexicon
from policyie.errors import GazetteerError
from policyie.lexicon import Rule, Unit, UnitRow, Word, WordRow, load_lexicon

WORD_HEADER = "\t".join(WordRow.model_fields)
UNIT_HEADER = "\t".join(UnitRow.model_fields)
WORDS = (
    "# verbs",
    WORD_HEADER,
    "建成\t建成\tdoing\t\tcommon usage\t2026-11-23\t建成公园",
    "提升\t提升\tdoing\tambiguous\tcommon usage\t2026-11-23\t",
    "提升\tincrease\tchange\t\tcommon usage\t2026-11-23\t",
)
UNITS = (
    UNIT_HEADER,
    "亩\t亩\tarea\tarea\t2000/3\t平方米\t\tcommon usage\t2026-11-23\t整地5亩",
    "%\t%\tratio\tratio\t0.01\t1\t\tcommon usage\t2026-11-23\t占比5%",
)
RULE = """
[[rule]]
{id} = "{name}"
pattern = '{pattern}'
priority = {priority}
source = "common usage"
examples = {{ match = ["{match}"], no_match = ["{no_match}"] }}
"""


def rule(
    name: str,
    pattern: str = r"\d+号",
    priority: int = 1,
    match: str = "3号线",
    no_match: str = "3条线",
    key: str = "id",
) -> str:
    return RULE.format(
        id=key, name=name, pattern=pattern, priority=priority, match=match, no_match=no_match
    )


def write(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "shipped"
    write(folder / "README.md", "not a gazetteer")
    write(folder / "units.tsv", *UNITS)
    write(folder / "verbs.tsv", *WORDS)
    write(folder / "rules" / "names.toml", rule("low"), rule("high", priority=9, pattern="号线"))
    monkeypatch.setattr(lexicon, "gazetteer_root", lambda: folder)
    load_lexicon.cache_clear()
    yield folder
    load_lexicon.cache_clear()


@pytest.fixture
def extra(tmp_path: Path) -> Path:
    folder = tmp_path / "extra"
    folder.mkdir()
    return folder


def fault(extra: Path | None = None) -> GazetteerError:
    with pytest.raises(GazetteerError) as caught:
        load_lexicon(extra)
    return caught.value


def test_units(root: Path) -> None:
    found = load_lexicon()
    assert found.units == {
        "亩": Unit("亩", "亩", "area", "area", Fraction(2000, 3), "平方米"),
        "%": Unit("%", "%", "ratio", "ratio", Fraction(1, 100), "1"),
    }
    assert found.surfaces("units", "area") == ("亩",)


def test_words_keep_file_order(root: Path) -> None:
    assert load_lexicon().words["verbs"] == (
        Word("建成", "建成", "doing"),
        Word("提升", "提升", "doing"),
        Word("提升", "increase", "change"),
    )


def test_first_row_of_a_surface_is_its_reading(root: Path) -> None:
    found = load_lexicon()
    assert found.mapping("verbs") == {"建成": "建成", "提升": "提升"}
    assert found.mapping("verbs", "change") == {"提升": "increase"}
    assert found.kinds("verbs") == {"建成": "doing", "提升": "doing"}


def test_surfaces_are_longest_first(root: Path) -> None:
    rows = (f"{word}\t{word}\tdoing\t\t\t\t" for word in ("建", "新建成", "改建", "建设"))
    write(root / "verbs.tsv", WORD_HEADER, *rows)
    assert load_lexicon().surfaces("verbs") == ("新建成", "建设", "改建", "建")


def test_rules_from_the_highest_priority(root: Path) -> None:
    found = load_lexicon()
    assert found.rules["names"][0] == Rule("high", "号线", "", 9)
    assert found.rule_patterns("names") == ("号线", r"\d+号")
    assert found.rule_patterns("names", "slogan") == ()
    assert found.user_rules == ()


@pytest.mark.parametrize("method", ["surfaces", "mapping", "kinds", "rule_patterns"])
def test_unknown_list(root: Path, method: str) -> None:
    found = load_lexicon()
    with pytest.raises(GazetteerError, match="no gazetteer has this name"):
        getattr(found, method)("adverbs")


def test_loaded_once(root: Path) -> None:
    assert load_lexicon() is load_lexicon()


def test_hashable_and_picklable(root: Path, extra: Path) -> None:
    write(extra / "rules" / "names.toml", rule("mine"))
    found = load_lexicon(extra)
    again = pickle.loads(pickle.dumps(found))
    assert hash(found) != hash(again)
    assert (again.units, again.words, again.rules) == (found.units, found.words, found.rules)
    assert [match.span() for match in again.user_rules[0].finditer("12号", 1)] == [(0, 3)]


def test_version_is_of_all_files(root: Path, extra: Path) -> None:
    alone = load_lexicon().version
    assert len(alone) == len("sha256:") + 64
    write(extra / "verbs.tsv", WORD_HEADER)
    assert load_lexicon(extra).version != alone
    load_lexicon.cache_clear()
    assert load_lexicon().version == alone
    write(root / "rules" / "names.toml", "")
    load_lexicon.cache_clear()
    assert load_lexicon().version != alone


def test_line_ends_do_not_change_the_version(root: Path) -> None:
    alone = load_lexicon().version
    (root / "verbs.tsv").write_bytes("\r\n".join((*WORDS, "")).encode())
    load_lexicon.cache_clear()
    assert load_lexicon().version == alone


WORD_FAULTS = [
    pytest.param("建成\t建成\tdoing\t\tlaw\t2026-11-23", "6 cells for 7 columns", id="cells"),
    pytest.param("e\u0301\te\u0301\tdoing\t\t\t\t", "not in Unicode form NFC", id="nfc"),
    pytest.param("建\u200b成\t建成\tdoing\t\t\t\t", "zero-width character U+200B", id="zero-width"),
    pytest.param("建成 \t建成\tdoing\t\t\t\t", "begins or ends with a space", id="space"),
    pytest.param("建成\u3000\t建成\tdoing\t\t\t\t", "begins or ends with a space", id="wide-space"),
    pytest.param("\t建成\tdoing\t\t\t\t", "surface: ", id="empty-surface"),
    pytest.param("建成\t\tdoing\t\t\t\t", "canonical: ", id="empty-canonical"),
    pytest.param("建成\t建成\tdoing\t\t\t23.11.2026\t", "added: ", id="date"),
    pytest.param("新建\t新设\tdoing\t\t\t\t", "'新建' stands twice as 'doing'", id="twice"),
    pytest.param(
        "新建\t新设\tother\t\t\t\t", "'新建' is '新建' and '新设', not noted", id="two-canonicals"
    ),
    pytest.param("建成\t建成\tdoing\t\t\t\t修建", "does not hold '建成'", id="example"),
]


@pytest.mark.parametrize(("row", "problem"), WORD_FAULTS)
def test_fault_in_a_word_list(root: Path, row: str, problem: str) -> None:
    write(root / "verbs.tsv", WORD_HEADER, "# comment", "", "新建\t新建\tdoing\t\t\t\t", row)
    error = fault()
    assert (error.file, error.line) == ("gazetteers/verbs.tsv", 5)
    assert problem in error.problem


@pytest.mark.parametrize("header", ["", "surface\tcanonical", WORD_HEADER.upper()])
def test_fault_in_a_header(root: Path, header: str) -> None:
    write(root / "verbs.tsv", header)
    error = fault()
    assert (error.file, error.line) == ("gazetteers/verbs.tsv", 1)
    assert error.problem.startswith("the header must be: surface canonical kind")


@pytest.mark.parametrize("factor", ["0", "-1", "1/0", "a", "", "1,000", "nan", "inf"])
def test_fault_in_a_factor(root: Path, factor: str) -> None:
    row = f"亩\t亩\tarea\tarea\t{factor}\t平方米\t\t\t\t整地5亩"
    write(root / "units.tsv", UNIT_HEADER, row)
    error = fault()
    assert (error.file, error.line) == ("gazetteers/units.tsv", 2)
    assert error.problem.startswith("factor: ")


@pytest.mark.parametrize(
    ("factor", "value"),
    [("2000/3", Fraction(2000, 3)), ("0.1", Fraction(1, 10)), ("1e4", Fraction(10000))],
)
def test_factors_are_exact(root: Path, factor: str, value: Fraction) -> None:
    row = f"亩\t亩\tarea\tarea\t{factor}\t平方米\t\t\t\t整地5亩"
    write(root / "units.tsv", UNIT_HEADER, row)
    assert load_lexicon().units["亩"].factor == value


def test_a_unit_needs_an_example(root: Path) -> None:
    write(root / "units.tsv", UNIT_HEADER, "亩\t亩\tarea\tarea\t1\t平方米\t\t\t\t")
    assert fault().problem.startswith("example: ")


def test_not_utf8(root: Path) -> None:
    (root / "verbs.tsv").write_bytes("建成".encode("gb18030"))
    error = fault()
    assert error.file == "gazetteers/verbs.tsv"
    assert error.problem.startswith("cannot be read as UTF-8 text")


RULE_FAULTS = [
    pytest.param(rule("a", pattern="(a"), 9, "rule a: the pattern does not compile", id="pattern"),
    pytest.param(rule("a", pattern="a{99999999999}"), 9, "does not compile", id="overflow"),
    pytest.param(rule("a", match="3条线"), 9, "rule a: does not match its example", id="match"),
    pytest.param(rule("a", no_match="4号"), 9, "rule a: matches its counter", id="no-match"),
    pytest.param(rule("first"), 9, "rule first: the id is taken in gazetteers", id="twice"),
    pytest.param(rule("a", key="name"), 8, "id: Field required", id="no-id"),
    pytest.param(rule("a") + "weight = 3\n", 9, "weight: Extra inputs", id="unknown-key"),
    pytest.param(rule("a").replace("= 1", "= 1.5"), 9, "priority: ", id="priority"),
    pytest.param(rule("a").replace('["3号线"]', "[]"), 9, "examples.match: ", id="no-example"),
    pytest.param("[[rule]\n", 7, "Expected ']]'", id="toml"),
    pytest.param("[[rules]]\nid = 'a'\n", None, "rules: Extra inputs", id="unknown-table"),
    pytest.param("# \u200b\n", 7, "zero-width", id="zero-width"),
]


@pytest.mark.parametrize(("text", "line", "problem"), RULE_FAULTS)
def test_fault_in_a_rule_file(root: Path, text: str, line: int | None, problem: str) -> None:
    write(root / "rules" / "names.toml", (rule("first") + text).removeprefix("\n"))
    error = fault()
    assert (error.file, error.line) == ("gazetteers/rules/names.toml", line)
    assert problem in error.problem


def test_lines_are_given_up_when_they_cannot_be_told(root: Path) -> None:
    text = rule("a").replace('"common usage"', "'''\n[[rule]]\n'''") + rule("b", match="no")
    write(root / "rules" / "names.toml", text)
    error = fault()
    assert (error.line, error.problem) == (None, "rule b: does not match its example 'no'")


def test_id_taken_in_another_file(root: Path) -> None:
    write(root / "rules" / "slogans.toml", rule("low"))
    error = fault()
    assert error.file == "gazetteers/rules/slogans.toml"
    assert error.problem == "rule low: the id is taken in gazetteers/rules/names.toml"


def test_user_rows_come_first(root: Path, extra: Path) -> None:
    write(extra / "verbs.tsv", WORD_HEADER, "建成\tbuild\tnew\tambiguous\t\t\t")
    assert load_lexicon(extra).mapping("verbs")["建成"] == "build"
    assert load_lexicon().mapping("verbs")["建成"] == "建成"


def test_user_row_replaces_the_shipped_one(root: Path, extra: Path) -> None:
    write(extra / "verbs.tsv", WORD_HEADER, "提升\tdecrease\tchange\t\t\t\t")
    assert load_lexicon(extra).words["verbs"] == (
        Word("建成", "建成", "doing"),
        Word("提升", "提升", "doing"),
        Word("提升", "decrease", "change"),
    )


def test_user_unit(root: Path, extra: Path) -> None:
    row = "垧\t垧\tarea\tarea\t10000\t平方米\tNortheast\tcommon usage\t2026-11-23\t开荒9垧"
    write(extra / "units.tsv", UNIT_HEADER, row)
    assert load_lexicon(extra).units["垧"].factor == 10000
    assert set(load_lexicon(extra).units) == {"垧", "亩", "%"}


def test_user_fault_names_the_users_file(root: Path, extra: Path) -> None:
    path = write(extra / "verbs.tsv", WORD_HEADER, "建成")
    error = fault(extra)
    assert (Path(error.file), error.line) == (path, 2)


def test_user_folder_may_hold_notes_and_hidden_files(root: Path, extra: Path) -> None:
    write(extra / "README.md", "ours")
    write(extra / ".cache", "x")
    write(extra / "rules" / ".cache", "x")
    assert load_lexicon(extra).version == load_lexicon().version


@pytest.mark.parametrize("name", ["verb.tsv", "names.toml", "rules/verbs.tsv", "rules/mine.toml"])
def test_unknown_file_in_a_user_folder(root: Path, extra: Path, name: str) -> None:
    path = write(extra / name, WORD_HEADER)
    error = fault(extra)
    assert Path(error.file) == path
    assert error.problem == (
        "no gazetteer has this name; there are rules/names.toml, units.tsv, verbs.tsv"
    )


def test_missing_user_folder(root: Path, tmp_path: Path) -> None:
    error = fault(tmp_path / "absent")
    assert Path(error.file) == tmp_path / "absent"
    assert error.problem == "there is no such folder"


def test_missing_shipped_folder(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "gazetteer_root", lambda: root / "absent")
    assert str(fault()) == "gazetteers: there is no such folder"


def test_user_rules(root: Path, extra: Path) -> None:
    text = rule("mine") + rule("ours", priority=5, pattern=r"(?<n>\d+)号")
    path = write(extra / "rules" / "names.toml", text)
    found = load_lexicon(extra)
    ours, mine = found.user_rules
    assert (ours.rule, ours.stem) == (Rule("ours", r"(?<n>\d+)号", "", 5), "names")
    assert (mine.rule.id, Path(mine.file)) == ("mine", path)
    assert [match["n"] for match in ours.finditer("1号、22号", 1)] == ["1", "22"]
    assert found.rule_patterns("names") == load_lexicon().rule_patterns("names")


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$"])
def test_user_pattern_under_a_time_limit(root: Path, extra: Path, pattern: str) -> None:
    text = rule("slow", pattern=pattern, match="a", no_match="b")
    path = write(extra / "rules" / "names.toml", text)
    (slow,) = load_lexicon(extra).user_rules
    with pytest.raises(GazetteerError) as caught:
        slow.finditer("a" * 4000 + "b", 0.05)
    assert Path(caught.value.file) == path
    assert caught.value.problem == "rule slow took longer than 0.05 s"


def test_slow_example_of_a_user_rule(
    root: Path, extra: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexicon, "_EXAMPLE_SECONDS", 0.05)
    text = rule("slow", pattern="(a|aa)+$", match="a", no_match="a" * 200 + "b")
    write(extra / "rules" / "names.toml", text)
    error = fault(extra)
    assert (error.line, error.problem) == (3, "rule slow: took longer than 0.05 s on its examples")


def test_user_pattern_that_does_not_compile(root: Path, extra: Path) -> None:
    write(extra / "rules" / "names.toml", rule("bad", pattern="(a"))
    assert fault(extra).problem.startswith("rule bad: the pattern does not compile")


def test_user_rule_id_taken_by_a_shipped_one(root: Path, extra: Path) -> None:
    write(extra / "rules" / "names.toml", rule("low"))
    assert fault(extra).problem == "rule low: the id is taken in gazetteers/rules/names.toml"


def test_import_reads_nothing() -> None:
    code = (
        "import sys; opened = []\n"
        "sys.addaudithook(lambda e, a: opened.append(str(a[0])) if e == 'open' else None)\n"
        "import policyie.lexicon\n"
        "sys.exit(any('gazetteers' in name for name in opened) or 'regex' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
