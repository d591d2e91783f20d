"""The documents of one call of a command: read one after the other, failures told and counted."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Protocol

from policyie.errors import PolicyIEError, ReadError
from policyie.text.readers import find_documents, read_bytes, read_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policyie.pipeline import Extraction, Extractor

DONE, FAILED, UNUSABLE, PARTLY = 0, 1, 2, 3
STDIN = "-"


class Writer(Protocol):
    """What makes the output of one document."""

    def __call__(self, extraction: Extraction, source: str, *, first: bool) -> str:
        """Return the output; `first` until one document has been written."""


class Batch:
    """The documents of one call, and how many of them could not be read.

    Args:
        files: files, directories, or `-` for the standard input.
        encoding: of the files; detected when None.
        published: the date of the documents; read from each when None.
    """

    def __init__(
        self, files: Sequence[str], *, encoding: str | None = None, published: str | None = None
    ) -> None:
        self._encoding = encoding
        self._published = published
        self.failed = 0
        found: dict[str, None] = {}
        for given in files:
            try:
                paths = [given] if given == STDIN else map(str, find_documents([given]))
                found.update(dict.fromkeys(paths))
            except ReadError as error:
                self._fail(str(error))
        self.sources = list(found)
        self.several = len(self.sources) + self.failed > 1

    @property
    def code(self) -> int:
        """The exit code of the command."""
        if not self.failed:
            return DONE
        return PARTLY if self.several else UNUSABLE

    def run(self, extractor: Extractor, write: Writer) -> Iterator[str]:
        """The output of one document after the other; failed ones give none."""
        first = True
        for source in self.sources:
            try:
                text = write(self._read(extractor, source), source, first=first)
            except ReadError as error:
                self._fail(str(error))
            except PolicyIEError as error:
                self._fail(f"{source}: {error}")
            except Exception as error:  # noqa: BLE001  (one document must not end the batch)
                self._fail(f"{source}: {type(error).__name__}: {error}")
            else:
                first = False
                yield text

    def _read(self, extractor: Extractor, source: str) -> Extraction:
        if source == STDIN:
            text = read_bytes(sys.stdin.buffer.read(), STDIN, encoding=self._encoding)
            return extractor.read_text(text, source=None, published=self._published)
        text = read_file(source, encoding=self._encoding)
        # A file name that is not in the encoding of the system cannot be written as JSON.
        name = os.fsencode(source).decode("utf-8", "replace")
        return extractor.read_text(text, source=name, published=self._published)

    def _fail(self, message: str) -> None:
        self.failed += 1
        complain(message)


def complain(message: str) -> None:
    """Print an error on one line of standard error."""
    print("policyie: " + " ".join(message.split()), file=sys.stderr)
