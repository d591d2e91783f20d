"""The scores of the extractor on annotated folders, as a table with what they were measured on.

Runs `policyie evaluate` on `annotated/documents`, and on `annotated/standoff` where its texts are
at hand. With `--base` it extracts with the code and the rules of another commit too, and prints the
difference of the two with its interval, and what each record gained or lost.

    python benchmarks/quality.py
    python benchmarks/quality.py --texts TEXTS --write-readme
    python benchmarks/quality.py --texts TEXTS --base HEAD~5
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from policyie.errors import ReadError
from policyie.evaluation.sources import GoldDocument, find_documents, load_documents
from policyie.lexicon import load_lexicon

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
BEGIN, END = "<!-- scores: begin -->", "<!-- scores: end -->"
_OWN = ROOT / "annotated" / "documents"
_STANDOFF = ROOT / "annotated" / "standoff"
_COLUMNS = {
    "detection": "detection_f1",
    "core": "core_f1",
    "full": "full_f1",
    "record": "record_f1",
    "place": "acc_place",
    "milestone": "milestone_f1",
}
_DIGEST = 12


@dataclass(frozen=True)
class Folder:
    """Gold files, the texts beside them, and how the README calls them."""

    title: str
    gold: Path
    texts: Path


def main() -> int:
    """Evaluate, print the tables, and write them into the README when asked."""
    args = _parse_args()
    folders = [Folder("Written for this project (`annotated/documents`)", _OWN, _OWN)]
    if args.gold or args.texts:
        gold = args.gold or _STANDOFF
        folders.append(Folder(args.title, gold, args.texts or gold))
    if args.base:
        print(compare(folders, args.base))
        return 0
    report = "\n\n".join([describe_state(), *map(format_scores, folders)])
    print(report)
    if args.write_readme:
        README.write_text(replace_scores(README.read_text("utf-8"), report), encoding="utf-8")
    return 0


def _parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    add = parser.add_argument
    add("--gold", type=Path, metavar="DIR", help="a further set (default: annotated/standoff)")
    add("--texts", type=Path, metavar="DIR", help="its texts; without them it is left out")
    add("--title", default="Published documents, not part of this project (`annotated/standoff`)")
    add("--base", metavar="REV", help="compare with the code and the rules of this commit")
    add("--write-readme", action="store_true", help="between the markers there")
    return parser.parse_args()


def compare(folders: list[Folder], base: str) -> str:
    """The difference between the checkout and another commit on each folder."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        _unpack(base, work / "base")
        commit = _git("rev-parse", "--short", base)
        rules = _ask_rules(work / "base")
        lines = [f"{describe_state()} Other: commit `{commit}`, rules `{rules}`."]
        for folder in folders:
            texts = [document.text_path for document in _load(folder)]
            this, other = work / "this.jsonl", work / "other.jsonl"
            _extract(texts, ROOT, this)
            _extract(texts, work / "base", other)
            sides = ["--predictions", str(this), "--against", str(other)]
            found = _run_evaluate(folder, *sides)
            lines += ["", f"{folder.title}; data `{hash_folder(folder)}`:", "", found.rstrip()]
    return "\n".join(lines)


def _unpack(revision: str, folder: Path) -> None:
    """The package and the rules of a commit."""
    command = ["git", "-C", str(ROOT), "archive", revision, "src", "gazetteers"]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"quality.py: {done.stderr.decode('utf-8', 'replace').strip()}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")


def _extract(texts: list[Path], root: Path, output: Path) -> None:
    command = ["extract", *map(str, texts), "--format", "jsonl", "-o", str(output)]
    _run_policyie(root, *command)


def _ask_rules(root: Path) -> str:
    """The digest of the rules that the code of a root reads."""
    question = "from policyie.lexicon import load_lexicon; print(load_lexicon().version)"
    done = _run_python(root, "-c", question)
    return done.strip().removeprefix("sha256:")[:_DIGEST]


def _run_policyie(root: Path, *arguments: str) -> str:
    return _run_python(root, "-m", "policyie", *arguments)


def _run_python(root: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(root / "src")}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    return done.stdout.decode("utf-8")


def format_scores(folder: Folder) -> str:
    """A table with a row for each document, and one for all."""
    scores = _evaluate(folder)
    rows = [*scores["documents"].items(), ("**all**", scores)]
    return "\n".join(
        [
            f"{folder.title}; data `{hash_folder(folder)}`:",
            "",
            f"| document | records | {' | '.join(_COLUMNS)} |",
            f"| --- | ---: |{' ---: |' * len(_COLUMNS)}",
            *(_format_row(name, found) for name, found in rows),
        ]
    )


def _format_row(name: str, scores: dict[str, Any]) -> str:
    found = [scores.get(key) for key in _COLUMNS.values()]
    cells = ["–" if score is None else f"{score:.3f}" for score in found]
    return f"| {name} | {scores['gold']} | {' | '.join(cells)} |"


def replace_scores(readme: str, report: str) -> str:
    """The README with `report` between its markers."""
    if readme.count(BEGIN) != 1 or readme.count(END) != 1:
        sys.exit(f"the README needs one line {BEGIN} and one line {END}")
    before, _, rest = readme.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{report}\n{END}{after}"


def _evaluate(folder: Folder) -> dict[str, Any]:
    scores: dict[str, Any] = json.loads(_run_evaluate(folder, "--json"))
    return scores


def _run_evaluate(folder: Folder, *options: str) -> str:
    where = ["--gold", str(folder.gold), "--texts", str(folder.texts)]
    return _run_policyie(ROOT, "evaluate", "--no-models", *where, *options)


def describe_state() -> str:
    """The commit, the day, and the digest of the rules."""
    day = datetime.now(tz=UTC).date().isoformat()
    rules = load_lexicon().version.removeprefix("sha256:")[:_DIGEST]
    return f"Measured on {day}, commit `{_commit()}`, rules `{rules}`."


def _commit() -> str:
    """The commit of the checkout, with a plus when files differ from it."""
    try:
        commit = _git("rev-parse", "--short", "HEAD")
        changed = _git("status", "--porcelain", "--", "src", "gazetteers", "annotated")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return commit + ("+" if changed else "")


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def hash_folder(folder: Folder) -> str:
    """A digest over the gold files and their texts."""
    digest = hashlib.sha256()
    for document in _load(folder):
        digest.update(document.gold_path.read_bytes())
        digest.update(document.text_path.read_bytes())
    return digest.hexdigest()[:_DIGEST]


def _load(folder: Folder) -> list[GoldDocument]:
    """The documents of a folder; one without its text ends the program."""
    documents = []
    for found in load_documents(folder.gold, folder.texts, find_documents(folder.gold)):
        if isinstance(found, ReadError):
            sys.exit(f"quality.py: {found}")
        documents.append(found)
    return documents


if __name__ == "__main__":
    sys.exit(main())
