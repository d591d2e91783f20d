"""The documents of a gold set: gold file, text and records, in the full or the standoff form."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policyie.errors import AnnotationError, ConfigError, ReadError
from policyie.evaluation.gold import (
    GoldRecord,
    check_gold,
    load_digests,
    load_gold,
    read_table,
    read_text,
)
from policyie.evaluation.standoff import find_texts, is_standoff, load_standoff

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

DIGESTS = ("sha256.tsv", "splits.tsv")
INDEX = "index.tsv"
HALVES = ("tune", "check")
ABOUT = ("title", "issuer", "date", "kind", "script", "form")


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One annotated document.

    Attributes:
        name: of the gold file, without suffix.
        gold_path, text_path: the files.
        text: the raw text.
        records: its gold records, checked against the text.
        window: the part of the text that was annotated, None for all of it.
        about: title, issuer, date, kind, script and form, as far as they are known.
    """

    name: str
    gold_path: Path
    text_path: Path
    text: str
    records: Sequence[GoldRecord]
    window: tuple[int, int] | None = None
    about: Mapping[str, str] = field(default_factory=dict)


def find_documents(gold_dir: Path) -> list[str]:
    """The names of the documents that a folder has gold for, sorted by their files.

    Raises:
        ConfigError: there are none.
    """
    names = [path.stem for path in sorted(gold_dir.glob("*.jsonl"))]
    if not names:
        msg = f"no gold files (NAME.jsonl) in {gold_dir}"
        raise ConfigError(msg)
    return names


def select_documents(
    gold_dir: Path,
    texts_dir: Path,
    *,
    only: str | None = None,
    documents: Iterable[str] | None = None,
    exclude: Iterable[str] = (),
) -> list[str]:
    """The names of the documents to evaluate, in the order of `find_documents`.

    Args:
        gold_dir: folder with NAME.jsonl.
        texts_dir: folder with NAME.txt and, for `only`, the table `index.tsv`.
        only: `tune` or `check`, as the column `annotated` of the table says.
        documents: names to keep; all when None.
        exclude: names to leave out.

    Raises:
        ConfigError: a name is unknown, the table is missing, or nothing is left.
    """
    known = find_documents(gold_dir)
    kept = set(known if documents is None else _check_names(documents, known))
    kept -= set(_check_names(exclude, known))
    if only is not None:
        kept &= _read_half(texts_dir / INDEX, only)
    if not kept:
        msg = f"no document is left to evaluate; there are {', '.join(known)}"
        raise ConfigError(msg)
    return [name for name in known if name in kept]


def _check_names(names: Iterable[str], known: Sequence[str]) -> list[str]:
    names = list(names)
    unknown = [name for name in names if name not in known]
    if unknown:
        msg = f"unknown document {', '.join(unknown)}; there are {', '.join(known)}"
        raise ConfigError(msg)
    return names


def _read_half(index: Path, half: str) -> set[str]:
    """The names of the documents that the table counts to one half of the set."""
    if half not in HALVES:
        msg = f"unknown half {half!r}; there are {', '.join(HALVES)}"
        raise ConfigError(msg)
    if not index.is_file():
        msg = f"the choice of {half} documents needs {index}"
        raise ConfigError(msg)
    rows = read_table(index, ("file", "annotated"))
    return {row["file"].removesuffix(".txt") for row in rows if row["annotated"] == half}


def find_digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of the texts by name: from a table in the folder, or the one above it.

    Raises:
        AnnotationError: the table in the folder has not the columns; one above may be of others.
    """
    for path in (folder / name for name in DIGESTS):
        if path.is_file():
            return load_digests(path)
    for path in (folder.parent / name for name in DIGESTS):
        with suppress(AnnotationError):
            if path.is_file():
                return load_digests(path)
    return {}


def load_documents(
    gold_dir: Path, texts_dir: Path, names: Iterable[str]
) -> Iterator[GoldDocument | ReadError]:
    """The documents, one after the other; an error in place of one without a text.

    Args:
        gold_dir: folder with NAME.jsonl, and perhaps `sha256.tsv` with the digests of the texts.
        texts_dir: folder with NAME.txt; for standoff files with the texts under any name.
        names: of the documents.

    Raises:
        PolicyIEError: a file cannot be read, or gold and text do not fit.
    """
    digests = find_digests(gold_dir)
    about = _read_about(gold_dir, texts_dir)
    texts: dict[str, Path] | None = None
    for name in names:
        path = gold_dir / f"{name}.jsonl"
        if not is_standoff(path):
            yield _load_full(path, texts_dir, digests.get(name), about.get(name, {}))
            continue
        if texts is None:
            texts = find_texts(texts_dir)
        yield _load_standoff(path, texts_dir, texts)


def _load_full(
    path: Path, texts_dir: Path, sha256: str | None, about: Mapping[str, str]
) -> GoldDocument:
    text_path = texts_dir / f"{path.stem}.txt"
    records = load_gold(path)
    text = read_text(text_path)
    check_gold(records, text, file=str(path), sha256=sha256)
    return GoldDocument(path.stem, path, text_path, text, records, about=about)


def _load_standoff(
    path: Path, texts_dir: Path, texts: Mapping[str, Path]
) -> GoldDocument | ReadError:
    standoff = load_standoff(path)
    head = standoff.head
    same_name = texts_dir / f"{path.stem}.txt"
    text_path = texts.get(head.sha256, same_name)
    if not text_path.is_file():
        return ReadError(str(path), f"no text in {texts_dir} has the SHA-256 {head.sha256}", 1)
    text = read_text(text_path)
    about = {name: value for name in ABOUT if (value := getattr(head, name)) is not None}
    window = (head.window[0], head.window[1]) if head.window is not None else None
    return GoldDocument(path.stem, path, text_path, text, standoff.fill(text), window, about)


def _read_about(*folders: Path) -> dict[str, dict[str, str]]:
    """What `index.tsv` of the first folder that has one says of each document."""
    for folder in folders:
        if (folder / INDEX).is_file():
            rows = read_table(folder / INDEX, ("file",))
            return {
                row["file"].removesuffix(".txt"): {
                    name: row[name] for name in ABOUT if row.get(name)
                }
                for row in rows
            }
    return {}
