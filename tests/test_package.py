"""The package as it is imported: its names, and what comes with it."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

import policyie

HEAVY = {"charset_normalizer", "cn2an", "jieba", "lxml", "numpy", "opencc", "regex", "spacy"}


def imported_by(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(found.stdout.split())


def test_exported_members() -> None:
    public = {
        name
        for name, value in vars(policyie).items()
        if not name.startswith("_") and not isinstance(value, type(policyie))
    }
    assert sorted(public) == policyie.__all__


def test_exported_members_are_few() -> None:
    assert len(policyie.__all__) <= 18


@pytest.mark.parametrize("name", policyie.__all__)
def test_exported_members_are_documented(name: str) -> None:
    assert (getattr(policyie, name).__doc__ or "").strip().endswith((".", "]", ")"))


@pytest.mark.parametrize("statement", ["import policyie", "import policyie.cli"])
def test_import_brings_nothing_heavy(statement: str) -> None:
    assert sorted(HEAVY & imported_by(statement)) == []


def test_import_reads_no_gazetteer() -> None:
    code = "import sys; sys.addaudithook(lambda e, a: e == 'open' and print(a[0])); import policyie"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not [line for line in found.stdout.splitlines() if "gazetteers" in line]


def test_package_is_typed() -> None:
    assert (Path(policyie.__file__).parent / "py.typed").is_file()


def test_module_is_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["policyie", "schema"])
    with pytest.raises(SystemExit) as stop:
        runpy.run_module("policyie", run_name="__main__")
    assert stop.value.code == 0
    assert '"$schema"' in capsys.readouterr().out
