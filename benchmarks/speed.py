"""The whole extraction, text to JSON Lines bytes, against `jieba.cut` over the same text.

Both are timed in turns in one process, in CPU seconds; a figure is the median of several runs.

    python benchmarks/speed.py --texts FOLDER
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jieba

from policyie import Extractor
from policyie.outputs.jsonl import to_jsonl
from policyie.text.readers import read_file

_BREAK = re.compile(r"\s*[\r\n]\s*")
_TIMES = 10
# (figure, its greatest value)
LIMITS = {"many_lines": 1.0, "one_line": 1.0, "one_line_by_many_lines": 1.25, "ten_times": 12.0}


def main() -> int:
    """Measure, print, and return 1 when a figure is above its limit."""
    args = _parse_args()
    jieba.setLogLevel(logging.WARNING)
    extractor = Extractor()

    def extract(text: str) -> None:
        to_jsonl(extractor.read_text(text).records()).encode()

    def cut(text: str) -> None:
        for _ in jieba.cut(text):
            pass

    texts = [read_file(path) for path in sorted(args.texts.glob("*.txt"))]
    if not texts:
        sys.exit(f"no texts (NAME.txt) in {args.texts}")
    lines = "\n".join(texts)
    found = measure(extract, cut, lines, args)
    print(json.dumps(found, indent=2) if args.json else _format(found))
    return 1 if any(found[name] > limit for name, limit in LIMITS.items()) else 0


def _parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--texts", type=Path, required=True, metavar="DIR", help="NAME.txt")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="of each (default: 5)")
    parser.add_argument(
        "--base",
        type=int,
        default=100_000,
        metavar="N",
        help="characters that the tenfold text repeats (default: 100000)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


def measure(
    extract: Callable[[str], None],
    cut: Callable[[str], None],
    lines: str,
    args: argparse.Namespace,
) -> dict[str, float]:
    """Time both on the texts as many lines, as one line, and ten times a part of them."""
    line = _BREAK.sub("", lines)
    base = lines[: args.base]
    base = base[: base.rfind("\n") + 1] or base
    extract(base)  # word lists and dictionaries are read now
    cut(base)
    jobs: dict[str, tuple[Callable[[str], None], str]] = {
        "jieba_many_lines": (cut, lines),
        "extract_many_lines": (extract, lines),
        "jieba_one_line": (cut, line),
        "extract_one_line": (extract, line),
        "extract_once": (extract, base),
        "extract_ten_times": (extract, base * _TIMES),
    }
    took: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(args.runs):
        for name, (run, text) in jobs.items():
            start = time.process_time()
            run(text)
            took[name].append(time.process_time() - start)
    seconds = {name: statistics.median(times) for name, times in took.items()}
    return {
        "characters": len(lines),
        "runs": args.runs,
        **{f"seconds_{name}": round(value, 3) for name, value in seconds.items()},
        **_ratios(seconds, len(lines) / len(line)),
    }


def _ratios(seconds: dict[str, float], length: float) -> dict[str, float]:
    """The figures that are held against the limits.

    Args:
        seconds: the medians.
        length: characters of the many lines by those of the one line.
    """
    one_by_many = seconds["extract_one_line"] / seconds["extract_many_lines"]
    ratios = {
        "many_lines": seconds["extract_many_lines"] / seconds["jieba_many_lines"],
        "one_line": seconds["extract_one_line"] / seconds["jieba_one_line"],
        "one_line_by_many_lines": one_by_many * length,
        "ten_times": seconds["extract_ten_times"] / seconds["extract_once"],
    }
    return {name: round(ratio, 3) for name, ratio in ratios.items()}


def _format(found: dict[str, float]) -> str:
    count = found["characters"]
    rows = [f"{count:,} characters, CPU seconds, medians of {found['runs']} runs", ""]
    for name, value in found.items():
        if name.startswith("seconds_"):
            rows.append(f"{name.removeprefix('seconds_').replace('_', ' '):<28}{value:>9.3f}")
    rows += ["", f"{'ratio':<28}{'found':>9}{'limit':>9}"]
    labels = {
        "many_lines": "extract / jieba, many lines",
        "one_line": "extract / jieba, one line",
        "one_line_by_many_lines": "one line / many lines",
        "ten_times": "ten times the text / once",
    }
    rows += [
        f"{labels[name]:<28}{found[name]:>9.2f}{limit:>9.2f}" for name, limit in LIMITS.items()
    ]
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
