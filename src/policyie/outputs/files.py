"""A file for the output, which takes its place only when all is written."""

from __future__ import annotations

import secrets
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from policyie.errors import ReadError


@contextmanager
def open_output(path: Path) -> Iterator[TextIO]:
    """A stream to a file that replaces the one at `path` at the end, and only without an error.

    The stream writes UTF-8 and leaves line ends alone. Into a device or a pipe it writes directly.
    """
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        return
    target = path.resolve()
    temporary = target.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("x", encoding="utf-8", newline="") as stream:
            yield stream
        if target.exists():
            shutil.copymode(target, temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def check_output(output: Path | None, sources: Sequence[str]) -> None:
    """Check that a file can be written without losing an input.

    Raises:
        ReadError: it is a directory, has none, or is one of `sources`.
    """
    if output is None:
        return
    try:
        if output.is_dir():
            raise ReadError(str(output), "is a directory, not a file to write")
        if not output.parent.is_dir():
            raise ReadError(str(output), "its directory does not exist")
    except OSError as error:
        raise ReadError(str(output), error.strerror or str(error)) from error
    for source in sources:
        with suppress(OSError):
            if output.is_file() and output.samefile(source):
                raise ReadError(str(output), "is also an input; the output would replace it")


def write_all(texts: Iterator[str], output: Path | None) -> None:
    """Write the texts as they come; a file is only touched when there is one text at least."""
    text = next(texts, None)
    if text is None:
        return
    if output is None:
        sys.stdout.write(text)
        sys.stdout.writelines(texts)
        return
    with open_output(output) as stream:
        stream.write(text)
        stream.writelines(texts)
