from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from policyie.outputs.files import open_output


def test_file_appears_when_all_is_written(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    with open_output(path) as stream:
        stream.write("甲\n")
        assert not path.exists()
    assert path.read_bytes() == "甲\n".encode()
    assert os.listdir(tmp_path) == ["out.csv"]  # noqa: PTH208


def test_error_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), open_output(path) as stream:
        stream.write(str(1 // 0))
    assert path.read_text(encoding="utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]


def test_mode_and_link_of_the_old_file_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "out.csv", tmp_path / "link.csv"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    link.symlink_to(path)
    with open_output(link) as stream:
        stream.write("new")
    assert link.is_symlink()
    assert path.read_text(encoding="utf-8") == "new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_pipe_is_written_into(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(path.read_text(encoding="utf-8")))
    reader.start()
    with open_output(path) as stream:
        stream.write("甲")
    reader.join(10)
    assert read == ["甲"]
