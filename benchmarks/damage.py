"""Damaged copies of the annotated documents, and the scores on them with repairs on and off.

The places where a kind of damage can occur, in all documents together, are shuffled by a seeded
generator, and the first 5, 15 and 30 % of them are damaged, one at least: what is damaged at 5 % is
damaged at 15 and 30 % too. The gold keeps its fields; only what quotes the
text (`quote`, `quantity`, their occurrences and offsets) is taken from the damaged text, and
`repaired` is set where damage lies in or at the quantity.

    python benchmarks/damage.py --write
    python benchmarks/damage.py
    python benchmarks/damage.py --kinds
    python benchmarks/damage.py --seeds 1 2 3
    python benchmarks/damage.py --time TEXTS
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import tempfile
import time
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyie.config import ExtractorConfig
from policyie.evaluation.gold import read_text
from policyie.evaluation.run import evaluate
from policyie.pipeline import Extractor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[1]
CLEAN = ROOT / "annotated" / "documents"
DAMAGED = ROOT / "annotated" / "damaged"
NAMES = (
    "baishu-township",
    "dongling-news",
    "haishan-implementation",
    "linhe-work-report",
    "nanpu-livelihood",
    "qingtan-five-year",
    "xingwan-hant",
    "yunxi-three-year",
)
STRENGTHS = (5, 15, 30)
SEED = 20261123
_RUNS = 5
_GLYPHS = ("乐", "机", "沆", "O", "o", "")


@dataclass(frozen=True, slots=True)
class Edit:
    """`text[start:end]` is replaced by `new`; `kind` names the damage."""

    start: int
    end: int
    new: str
    kind: str


Place = tuple[Edit, ...]


def _find_percents(text: str, rng: random.Random) -> Iterator[Place]:
    """`12.5%。` to `12.5机`, `12.5`, and so on: the sign takes the full stop behind it along."""
    for match in re.finditer(r"[%％]。?", text):
        yield (Edit(*match.span(), rng.choice(_GLYPHS), "percent-sign"),)


def _find_bounds(text: str, rng: random.Random) -> Iterator[Place]:
    """`≥90` to `290` or `390`, `≤5` to `5`, in cells."""
    for match in re.finditer(r"(?<=\t)[≥≤](?=\d)", text):
        new = rng.choice("23") if match[0] == "≥" else ""
        yield (Edit(*match.span(), new, "bound-sign"),)


def _find_dashes(text: str, _: random.Random) -> Iterator[Place]:
    """`2000—3000户` to `20003000户`, `2019年—2020年` to `2019年2020年`."""
    for match in re.finditer(r"(?<=[\d%％年])[-—－–~～]{1,2}(?=\d)", text):
        yield (Edit(*match.span(), "", "lost-dash"),)


def _find_zeros(text: str, _: random.Random) -> Iterator[Place]:
    """`二〇二四年` to `二。二四年`."""
    for match in re.finditer(r"(?<=[一二三四五六七八九])[〇○]", text):
        yield (Edit(*match.span(), "。", "zero-as-stop"),)


def _find_numerals(text: str, rng: random.Random) -> Iterator[Place]:
    """`1500` to `15 00` or to `15` and `00` on two lines."""
    for match in re.finditer(r"\d[\d.,]*\d", text):
        place = rng.randrange(match.start() + 1, match.end())
        yield (Edit(place, place, rng.choice(" \n"), "split-digits"),)


def _find_lines(text: str, rng: random.Random) -> Iterator[Place]:
    """A page number at the head or the tail of a line; its figure is given later."""
    for match in re.finditer(r"^[^\n]+$", text, re.MULTILINE):
        place = match.start() if rng.random() < 0.5 else match.end()
        yield (Edit(place, place, "", "page-number"),)


def _find_subscripts(text: str, _: random.Random) -> Iterator[Place]:
    """`PM2.5` to three lines, the figure on one of its own."""
    for match in re.finditer(r"(?<=PM)2\.5|(?<=[A-Z]O)[2-4](?!\d)|(?<=PM)10", text):
        yield (Edit(*match.span(), f"\n{match[0]}\n", "subscript-line"),)


def _find_brackets(text: str, _: random.Random) -> Iterator[Place]:
    """One bracket of a pair is lost."""
    for match in re.finditer(r"[（）()〔〕\[\]]", text):
        yield (Edit(*match.span(), "", "lost-bracket"),)


def _find_rows(text: str, _: random.Random) -> Iterator[Place]:
    """A row of cells with nothing between them: all its tabs go."""
    for row in re.finditer(r"^[^\n]*\t[^\n]*\d[^\n]*$", text, re.MULTILINE):
        tabs = re.compile("\t").finditer(text, *row.span())
        yield tuple(Edit(*tab.span(), "", "flat-row") for tab in tabs)


KINDS: dict[str, Callable[[str, random.Random], Iterator[Place]]] = {
    "flat-row": _find_rows,
    "percent-sign": _find_percents,
    "bound-sign": _find_bounds,
    "lost-dash": _find_dashes,
    "zero-as-stop": _find_zeros,
    "split-digits": _find_numerals,
    "page-number": _find_lines,
    "subscript-line": _find_subscripts,
    "lost-bracket": _find_brackets,
}


def choose_edits(
    texts: Mapping[str, str], strength: int, kinds: Sequence[str], seed: int = SEED
) -> dict[str, list[Edit]]:
    """The damage of each document, in text order: of each kind `strength` percent of all places."""
    chosen: dict[str, list[Edit]] = {name: [] for name in texts}
    for kind in kinds:
        rng = random.Random(f"{seed}:{kind}")
        places = [(name, p) for name, text in texts.items() for p in KINDS[kind](text, rng)]
        rng.shuffle(places)
        for name, place in places[: max(1, round(len(places) * strength / 100))]:
            chosen[name] += place
    return {name: _set_apart(edits) for name, edits in chosen.items()}


def _set_apart(edits: list[Edit]) -> list[Edit]:
    """The edits that do not touch one before them; page numbers count up from 1."""
    apart: list[Edit] = []
    page = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if apart and edit.start <= apart[-1].end:
            continue
        page += edit.kind == "page-number"
        apart.append(replace(edit, new=str(page)) if edit.kind == "page-number" else edit)
    return apart


class DamagedText:
    """A text after its edits, with the map of places."""

    def __init__(self, text: str, edits: Sequence[Edit]) -> None:
        self.edits = edits
        pieces: list[str] = []
        done, shift = 0, 0
        self._starts: list[int] = []
        self._shifts: list[int] = []
        for edit in edits:
            pieces += [text[done : edit.start], edit.new]
            done = edit.end
            self._starts.append(edit.start)
            self._shifts.append(shift)
            shift += len(edit.new) - (edit.end - edit.start)
        pieces.append(text[done:])
        self.text = "".join(pieces)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place of `[start, end)` after the edits; what was put in at its edges is outside."""
        return self._place(start, first=True), self._place(end, first=False)

    def _place(self, place: int, *, first: bool) -> int:
        index = bisect_right(self._starts, place) - 1
        if index < 0:
            return place
        edit, shift = self.edits[index], self._shifts[index]
        after = shift + len(edit.new) - (edit.end - edit.start)
        if place >= edit.end:
            inserted = edit.start == edit.end == place
            return place + (shift if inserted and not first else after)
        if place == edit.start:
            return place + shift
        return edit.start + shift + (0 if first else len(edit.new))

    def hits(self, start: int, end: int) -> bool:
        """Whether an edit that changes a number lies in or at `[start, end)`."""
        return any(
            e.start <= end and e.end >= start and e.kind not in ("page-number", "lost-bracket")
            for e in self.edits
        )


def shift_record(record: dict[str, Any], made: DamagedText) -> dict[str, Any]:
    """A gold record with its quotes and offsets as the damaged text has them."""
    words = record.get("quantity") or record["quote"]
    quote_start = record["start"] - _nth(record["quote"], words, record)
    quote = made.span(quote_start, quote_start + len(record["quote"]))
    start, end = made.span(record["start"], record["end"])
    shifted = {k: v for k, v in record.items() if not k.endswith("occurrence")}
    shifted["quote"] = made.text[slice(*quote)]
    if "quantity" in record:
        shifted["quantity"] = made.text[start:end]
    shifted["start"], shifted["end"] = start, end
    shifted["occurrence"] = _count(made.text, shifted["quote"], quote[0])
    inside = shifted.get("quantity") or shifted["quote"]
    shifted["quantity_occurrence"] = _count(shifted["quote"], inside, start - quote[0])
    if made.hits(record["start"], record["end"]) and "quantity" in record:
        shifted["repaired"] = True
    return shifted


def _nth(quote: str, words: str, record: dict[str, Any]) -> int:
    place = -1
    for _ in range(record.get("quantity_occurrence", 1)):
        place = quote.find(words, place + 1)
    return place


def _count(text: str, words: str, place: int) -> int:
    """Which occurrence of `words` stands at `place`, from 1; occurrences may overlap."""
    count, found = 0, -1
    while found < place:
        found = text.find(words, found + 1)
        count += 1
    return count


def write_damaged(folder: Path, strength: int, kinds: Sequence[str], seed: int = SEED) -> int:
    """Write texts, gold and digests of one strength; return the number of damaged places."""
    folder.mkdir(parents=True, exist_ok=True)
    digests = ["name\tsha256_of_text"]
    texts = {name: read_text(CLEAN / f"{name}.txt") for name in NAMES}
    edits = choose_edits(texts, strength, kinds, seed)
    for name, text in texts.items():
        made = DamagedText(text, edits[name])
        (folder / f"{name}.txt").write_text(made.text, encoding="utf-8", newline="")
        lines = (CLEAN / f"{name}.jsonl").read_text("utf-8").splitlines()
        shifted = [shift_record(json.loads(line), made) for line in lines]
        shifted.sort(key=lambda r: r["start"])
        gold = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in shifted)
        (folder / f"{name}.jsonl").write_text(gold, encoding="utf-8", newline="")
        digests.append(f"{name}\t{hashlib.sha256(made.text.encode()).hexdigest()}")
    (folder / "sha256.tsv").write_text("\n".join(digests) + "\n", encoding="utf-8", newline="")
    return sum(map(len, edits.values()))


def score(folder: Path, *, repairs: bool) -> float:
    """The core F1 on a folder."""
    extractor = Extractor(ExtractorConfig(repairs=repairs))

    def predict(path: Path) -> list[dict[str, Any]]:
        return list(extractor.read(path).records())

    return float(evaluate(folder, folder, predict, names=NAMES).scores["core_f1"] or 0)


def measure_share(folder: Path) -> float:
    """The part of the CPU time of an extraction that repairs take, median of five runs."""
    texts = [read_text(path) for path in sorted(folder.glob("*.txt"))]
    extractors = [Extractor(ExtractorConfig(repairs=r)) for r in (True, False)]
    shares = []
    for _ in range(_RUNS):
        seconds = [_time(extractor, texts) for extractor in extractors]
        shares.append(1 - seconds[1] / seconds[0])
    return sorted(shares)[_RUNS // 2]


def _time(extractor: Extractor, texts: Sequence[str]) -> float:
    start = time.process_time()
    for text in texts:
        for _ in extractor.read_text(text).records():
            pass
    return time.process_time() - start


def main() -> int:
    """Write the damaged copies, or print the scores."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true", help="make annotated/damaged anew")
    parser.add_argument("--kinds", action="store_true", help="score each kind of damage alone")
    parser.add_argument("--seeds", type=int, nargs="+", metavar="N", help="score other copies")
    parser.add_argument("--time", type=Path, metavar="DIR", help="time of the repairs on NAME.txt")
    args = parser.parse_args()
    if args.time:
        print(f"share of the time that repairs take: {measure_share(args.time):.3f}")
        return 0
    if args.write:
        for strength in STRENGTHS:
            places = write_damaged(DAMAGED / str(strength), strength, tuple(KINDS))
            print(f"{strength} %: {places} places")
        return 0
    print("| damage | repairs on | repairs off |\n| --- | ---: | ---: |")
    _print_row("none", CLEAN)
    if args.seeds:
        for seed, strength in product(args.seeds, STRENGTHS):
            with tempfile.TemporaryDirectory() as work:
                write_damaged(Path(work), strength, tuple(KINDS), seed)
                _print_row(f"{strength} %, seed {seed}", Path(work))
        return 0
    if args.kinds:
        for kind in KINDS:
            with tempfile.TemporaryDirectory() as work:
                places = write_damaged(Path(work), 30, (kind,))
                _print_row(f"{kind} alone, 30 % ({places} places)", Path(work))
        return 0
    for strength in STRENGTHS:
        _print_row(f"{strength} %", DAMAGED / str(strength))
    return 0


def _print_row(title: str, folder: Path) -> None:
    on, off = score(folder, repairs=True), score(folder, repairs=False)
    print(f"| {title} | {on:.3f} | {off:.3f} |")


if __name__ == "__main__":
    raise SystemExit(main())
