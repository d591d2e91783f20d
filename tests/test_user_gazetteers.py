"""A user's own folder of word lists and patterns changes what is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from policyie.config import ExtractorConfig
from policyie.errors import GazetteerError
from policyie.pipeline import Extractor

TEXT = "2024年，全县建成云朵亭12朵，改造“彩虹计划”甲字第30号院落8个。"
UNITS_HEADER = "surface\tcanonical\tkind\tdimension\tfactor\tbase\tnote\tsource\tadded\texample\n"


def read(folder: Path | None, text: str, timeout: float = 1.0) -> list[str]:
    config = ExtractorConfig(gazetteers=folder, pattern_timeout=timeout)
    return [r["quantity"]["text"] for r in Extractor(config).read_text(text).records()]


def write_rule(folder: Path, pattern: str, stem: str = "names") -> None:
    (folder / "rules").mkdir(parents=True)
    (folder / "rules" / f"{stem}.toml").write_text(
        f"[[rule]]\nid = 'user-rule'\npattern = '{pattern}'\npriority = 5\nsource = 'user'\n"
        "examples = { match = ['云朵亭'], no_match = ['亭'] }\n",
        encoding="utf-8",
    )


def test_a_unit_of_the_user_is_read(tmp_path: Path) -> None:
    row = "朵\t朵\tcounter\tcount\t1\t朵\t\tuser\t2026-01-01\t建成12朵\n"
    (tmp_path / "units.tsv").write_text(UNITS_HEADER + row, encoding="utf-8")
    assert "12朵" in read(tmp_path, TEXT)


def test_a_name_of_the_user_is_no_target(tmp_path: Path) -> None:
    assert "8个" in read(None, TEXT)
    write_rule(tmp_path, "云朵亭|院落8个")
    assert "8个" not in read(tmp_path, TEXT)


def test_a_slow_pattern_of_the_user_stops(tmp_path: Path) -> None:
    write_rule(tmp_path, "云朵亭|(?:a|aa)+$")
    with pytest.raises(GazetteerError, match="user-rule took longer than"):
        read(tmp_path, "新建学校3所。" + "a" * 60 + "!", timeout=0.05)


def test_patterns_for_another_rule_file_are_refused(tmp_path: Path) -> None:
    write_rule(tmp_path, "云朵亭", stem="headings")
    with pytest.raises(GazetteerError, match=r"names\.toml only"):
        read(tmp_path, TEXT)
