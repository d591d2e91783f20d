from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from policyie.exchange.convert import convert

FILES = Path(__file__).parent / "files"


@pytest.fixture
def files() -> Path:
    """The gold of an invented place, and the same as tools wrote it."""
    return FILES


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A folder with that gold alone."""
    folder = tmp_path / "gold"
    folder.mkdir()
    for name in ("jilin.txt", "jilin.jsonl"):
        (folder / name).write_bytes((FILES / name).read_bytes())
    return folder


@pytest.fixture
def give(gold: Path, tmp_path: Path) -> Any:
    """Write the gold in a form; gives the folder."""

    def run(form: str) -> Path:
        folder = tmp_path / form
        folder.mkdir()
        for name, content in convert(gold, None, "gold", form):
            (folder / name).write_bytes(content)
        return folder

    return run


@pytest.fixture
def take(gold: Path) -> Any:
    """Read a file of a form; gives the gold records."""

    def run(path: Path, form: str) -> list[dict[str, Any]]:
        made = dict(convert(path, gold, form, "gold"))
        [lines] = [content for name, content in made.items() if name.endswith(".jsonl")]
        return [json.loads(line) for line in lines.decode().splitlines()]

    return run
