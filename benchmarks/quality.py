"""The scores of the extractor on annotated folders, as a table with what they were measured on.

Runs `policyie evaluate` on `annotated/documents`, and on a further folder where one is given.

    python benchmarks/quality.py
    python benchmarks/quality.py --gold GOLD --texts TEXTS --write-readme
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from policyie.lexicon import load_lexicon

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
BEGIN, END = "<!-- scores: begin -->", "<!-- scores: end -->"
_OWN = ROOT / "annotated" / "documents"
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
    """Evaluate, print the table, and write it into the README when asked."""
    args = _parse_args()
    folders = [Folder("Written for this project (`annotated/documents`)", _OWN, _OWN)]
    if args.gold:
        folders.append(Folder(args.title, args.gold, args.texts or args.gold))
    report = "\n\n".join([_provenance(), *map(format_scores, folders)])
    print(report)
    if args.write_readme:
        README.write_text(replace_scores(README.read_text("utf-8"), report), encoding="utf-8")
    return 0


def _parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--gold", type=Path, metavar="DIR", help="NAME.jsonl of a further set")
    parser.add_argument("--texts", type=Path, metavar="DIR", help="NAME.txt (default: as --gold)")
    parser.add_argument("--title", default="Published documents, not part of this project")
    parser.add_argument("--write-readme", action="store_true", help="between the markers there")
    return parser.parse_args()


def format_scores(folder: Folder) -> str:
    """A table with a row for each document, and one for all."""
    scores = _evaluate(folder)
    rows = [*scores["documents"].items(), ("**all**", scores)]
    return "\n".join(
        [
            f"{folder.title}; data `{_hash_folder(folder)}`:",
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
    command = [sys.executable, "-m", "policyie", "evaluate", "--json"]
    command += ["--gold", str(folder.gold), "--texts", str(folder.texts)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    scores: dict[str, Any] = json.loads(done.stdout)
    return scores


def _provenance() -> str:
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


def _hash_folder(folder: Folder) -> str:
    """A digest over the gold files and their texts."""
    digest = hashlib.sha256()
    for path in sorted(folder.gold.glob("*.jsonl")):
        digest.update(path.read_bytes())
        digest.update((folder.texts / f"{path.stem}.txt").read_bytes())
    return digest.hexdigest()[:_DIGEST]


if __name__ == "__main__":
    sys.exit(main())
