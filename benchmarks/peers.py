"""What other programs find in the annotated documents, beside this one.

Each program runs in an environment of its own, which this script makes; an adapter turns what it
gives into records. None of them looks for targets: they look for numbers, money, quantities and
times. So that a period can be compared too, each quantity gets the last time expression that the
same program found before it in the sentence. Times are CPU seconds, without start and a first text.

    python benchmarks/peers.py
    python benchmarks/peers.py --gold annotated/standoff --texts TEXTS
"""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
_SENTENCE_END = re.compile(r"[。；！？\n]")
_DIGITS = r"\d零〇一二两三四五六七八九十百千万亿"
_NUMBER = re.compile(rf"[{_DIGITS}]+(?:[.,][\d]+)*[万亿千百]*")
_COLUMNS = ("value", "unit", "comparator", "period")


@dataclass(frozen=True)
class Quantity:
    """A number that a program found; `unit` as the text has it."""

    start: int
    end: int
    value: float | None
    unit: str | None = None
    upper: float | None = None
    comparator: str = "exactly"


@dataclass(frozen=True)
class Time:
    """A time expression with its first and last day."""

    start: int
    end: int
    first: str | None
    last: str | None


Found = tuple[list[Quantity], list[Time]]
Find = Callable[[str, str | None], Found]


@dataclass(frozen=True)
class Peer:
    """A program: what pip installs for it, and what makes its adapter."""

    requirements: tuple[str, ...]
    build: Callable[[], Find]


# --- adapters: these run in the environment of the program -------------------------------------


def build_jionlp() -> Find:
    """Money and times of JioNLP."""
    jionlp = importlib.import_module("jionlp")
    logging.disable()  # it writes a traceback for each expression that it tries
    comparators = {"blur": "about", "blur+": "more_than", "blur-": "less_than"}

    def find(text: str, published: str | None) -> Found:
        quantities = []
        for found in jionlp.ner.extract_money(text):
            (start, end), detail = found["offset"], found["detail"]
            numbers = detail["num"] if isinstance(detail["num"], list) else [detail["num"]]
            value, upper = float(numbers[0]), None
            comparator = comparators.get(detail["definition"], "exactly")
            if numbers[1:]:
                upper, comparator = float(numbers[1]), "between"
            quantities.append(Quantity(start, end, value, detail["case"], upper, comparator))
        base = {"year": int(published[:4])} if published else time.time()
        times = []
        for found in jionlp.ner.extract_time(text, time_base=base):
            days = found["detail"].get("time")
            if found["type"] in ("time_point", "time_span") and isinstance(days, list):
                first, last = (day[:10] if day[:4].isdigit() else None for day in days)
                start, end = found["offset"]
                times.append(Time(start, end, first, last))
        return quantities, times

    return find


def build_recognizers() -> Find:
    """Numbers, percentages, quantities with units, and times of Recognizers-Text."""
    number = importlib.import_module("recognizers_number")
    with_unit = importlib.import_module("recognizers_number_with_unit")
    moments = importlib.import_module("recognizers_date_time")
    culture = number.Culture.Chinese
    models = [
        with_unit.recognize_currency,
        with_unit.recognize_dimension,
        with_unit.recognize_age,
        with_unit.recognize_temperature,
        number.recognize_percentage,
        number.recognize_number,
    ]

    def find(text: str, published: str | None) -> Found:
        times = []
        for found in moments.recognize_datetime(text, culture):
            days = ((found.resolution or {}).get("values") or [{}])[0]
            times.append(Time(found.start, found.end + 1, *_read_days(days)))
        taken = [(one.start, one.end) for one in times]
        quantities = []
        for model in models:  # a number with its unit comes before the number alone
            for found in model(text, culture):
                start, end = found.start, found.end + 1
                if any(start < last and first < end for first, last in taken):
                    continue
                taken.append((start, end))
                quantities.append(_read_recognized(found, text[start:end], start, end))
        return quantities, times

    return find


def _read_days(days: dict[str, str]) -> tuple[str | None, str | None]:
    """First and last day of what was recognised; none of a time of day."""
    if days.get("type") == "date":
        return days.get("value"), days.get("value")
    if days.get("type") != "daterange":
        return None, None
    last = days.get("end")
    if last:  # the day after the last one
        last = (date.fromisoformat(last) - timedelta(days=1)).isoformat()
    return days.get("start"), last


def _read_recognized(found: Any, words: str, start: int, end: int) -> Quantity:
    resolved = str((found.resolution or {}).get("value") or "")
    unit: str | None = "%" if resolved.endswith("%") else _NUMBER.sub("", words, count=1) or None
    try:
        return Quantity(start, end, float(resolved.removesuffix("%")), unit)
    except ValueError:
        return Quantity(start, end, None, unit)


def build_expression() -> Find:
    """A plain regular expression for numbers with units, read by cn2an."""
    cn2an = importlib.import_module("cn2an")
    units = "个百分点|平方公里|平方米|立方米|公里|公顷|万千瓦|千瓦|亿元|万元|万人|万户|万吨"
    units += "|%|‰|元|人|户|吨|亩|米|岁|倍|项|所|家|个|处|座|条|张|套|辆|名|件|台|棵|次|天|年|成"
    number = rf"(?P<number>[{_DIGITS}]+(?:\.\d+)?)"
    pattern = re.compile(
        rf"(?P<before>不低于|不少于|达到|超过|不超过|约|近|至少)?{number}(?P<unit>{units})"
        r"(?P<after>以上|以下|以内|左右)?"
    )
    words = {
        "不低于": "at_least",
        "不少于": "at_least",
        "至少": "at_least",
        "以上": "at_least",
        "超过": "more_than",
        "不超过": "at_most",
        "以下": "at_most",
        "以内": "at_most",
        "约": "about",
        "近": "about",
        "左右": "about",
        "达到": "reach",
    }
    year = re.compile(r"((?:19|20)\d\d)年")

    def find(text: str, published: str | None) -> Found:
        times = [
            Time(found.start(), found.end(), f"{found[1]}-01-01", f"{found[1]}-12-31")
            for found in year.finditer(text)
        ]
        quantities = []
        for found in pattern.finditer(text):
            if year.match(text, found.start("number")):
                continue
            try:
                value = float(cn2an.cn2an(found["number"], "smart"))
            except ValueError:
                continue
            sign = words.get(found["after"] or found["before"], "exactly")
            place = found.start("number"), found.end("unit")
            quantities.append(Quantity(*place, value, found["unit"], None, sign))
        return quantities, times

    return find


PEERS = {
    "jionlp": Peer(("jionlp==1.5.31",), build_jionlp),
    # Its own requirement lets a version of emoji in with which it cannot be imported.
    "recognizers-text-suite": Peer(
        ("recognizers-text-suite==1.0.2a2", "emoji<2"), build_recognizers
    ),
    "cn2an + expression": Peer(("cn2an==0.5.24",), build_expression),
}


def run_adapter(name: str, job: Path) -> None:
    """Write the records of each text to stdout, and at the end the seconds."""
    find = PEERS[name].build()
    documents = json.loads(job.read_text("utf-8"))
    find("2031年新建公园12个，投资3亿元。", None)
    seconds, failed = 0.0, 0
    for document in documents:
        text = Path(document["path"]).read_bytes().decode("utf-8-sig")
        start = time.process_time()
        try:
            found = find(text, document["published"])
        except Exception as error:  # noqa: BLE001  (what fails in a text is told, and the rest run)
            sys.stderr.write(f"{name}: {document['name']}: {type(error).__name__}: {error}\n")
            failed += 1
            continue
        finally:
            seconds += time.process_time() - start
        for record in to_records(*found, text):
            row = {"doc": {"source": document["path"]}, **record}
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    sys.stdout.write(json.dumps({"seconds": seconds, "failed": failed}) + "\n")


def to_records(
    quantities: Iterable[Quantity], times: Iterable[Time], text: str
) -> Iterator[dict[str, Any]]:
    """The quantities as records, each with the last time before it in its sentence."""
    ordered = sorted(times, key=lambda one: one.start)
    for quantity in quantities:
        breaks = [found.end() for found in _SENTENCE_END.finditer(text, 0, quantity.start)]
        begin = breaks[-1] if breaks else 0
        before = [one for one in ordered if begin <= one.start and one.end <= quantity.start]
        values = vars(quantity)
        row = {name: values[name] for name in ("value", "upper", "unit", "comparator")}
        place = [quantity.start, quantity.end]
        period = {"start": before[-1].first, "end": before[-1].last} if before else None
        yield {"quantity": {**row, "span": place, "text": text[slice(*place)]}, "period": period}


# --- the comparison: this runs where policyie is -----------------------------------------------


def main() -> int:
    """Make the environments, run all programs, print the table."""
    args = _parse_args()
    if args.adapter:
        run_adapter(args.adapter, args.job)
        return 0
    from policyie.evaluation.sources import GoldDocument, find_documents, load_documents

    found = list(load_documents(args.gold, args.texts or args.gold, find_documents(args.gold)))
    documents = [document for document in found if isinstance(document, GoldDocument)]
    if not documents:
        sys.exit(f"peers.py: {found[0]}")
    rows = [measure_ours(documents)]
    with tempfile.TemporaryDirectory() as name:
        job = Path(name) / "job.json"
        job.write_text(json.dumps([_describe(document) for document in documents]), "utf-8")
        rows += [measure_peer(peer, documents, job, args.envs) for peer in args.only or PEERS]
    if args.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    quality = importlib.import_module("quality")  # beside this file
    data = quality.hash_folder(quality.Folder("", args.gold, args.texts or args.gold))
    print(f"{quality.describe_state()} Data `{data}`:\n\n{format_table(rows)}")
    return 0


def _parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    add = parser.add_argument
    default = ROOT / "annotated" / "documents"
    add("--gold", type=Path, default=default, metavar="DIR", help="annotated folder")
    add("--texts", type=Path, metavar="DIR", help="its texts (default: beside the gold)")
    add("--envs", type=Path, default=ROOT / "build" / "peers", metavar="DIR", help="environments")
    add("--only", nargs="+", choices=PEERS, metavar="NAME", help=f"of {', '.join(PEERS)}")
    add("--json", action="store_true", help="print one JSON list")
    add("--adapter", choices=PEERS, help=argparse.SUPPRESS)
    add("--job", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _describe(document: Any) -> dict[str, str | None]:
    published = document.about.get("date")
    return {"name": document.name, "path": str(document.text_path), "published": published}


def measure_ours(documents: list[Any]) -> dict[str, Any]:
    """The row of this program."""
    from policyie import Extractor

    extractor = Extractor()
    extractor.read_text("2031年新建公园12个，投资3亿元。")
    start = time.process_time()
    records = {
        document.name: list(extractor.read_text(document.text).records()) for document in documents
    }
    return _score("policyie", documents, records, time.process_time() - start, 0)


def measure_peer(name: str, documents: list[Any], job: Path, envs: Path) -> dict[str, Any]:
    """The row of another program, run in its environment."""
    python = _prepare(name, envs)
    command = [str(python), str(Path(__file__).resolve()), "--adapter", name, "--job", str(job)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    lines = [
        json.loads(line) for line in done.stdout.decode("utf-8").splitlines() if line[:1] == "{"
    ]
    about = lines.pop()
    records: dict[str, list[dict[str, Any]]] = {document.name: [] for document in documents}
    names = {str(document.text_path): document.name for document in documents}
    for line in lines:
        records[names[line["doc"]["source"]]].append(line)
    return _score(name, documents, records, about["seconds"], about["failed"])


def _prepare(name: str, envs: Path) -> Path:
    """The Python of the environment, made when it is not there."""
    folder = envs / re.sub(r"\W+", "-", name)
    python, ready = folder / "bin" / "python", folder / "ready"
    requirements = " ".join(PEERS[name].requirements)
    if not ready.is_file() or ready.read_text("utf-8") != requirements:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, *PEERS[name].requirements], check=True)
        ready.write_text(requirements, "utf-8")
    return python


def _score(
    name: str,
    documents: list[Any],
    records: dict[str, list[dict[str, Any]]],
    seconds: float,
    failed: int,
) -> dict[str, Any]:
    from policyie.evaluation.metrics import add_counts
    from policyie.evaluation.run import score

    names = {document.text_path: document.name for document in documents}

    def predict(path: Path) -> list[dict[str, Any]]:
        return records[names[path]]

    counts = add_counts([score(document, predict).counts for document in documents])
    shares = {column: counts.right[column] / counts.gold for column in _COLUMNS}
    return {
        "system": name,
        "found": counts.predicted,
        "gold": counts.gold,
        "recall": round(counts.pairs / counts.gold, 4),
        "precision": round(counts.pairs / counts.predicted, 4) if counts.predicted else 0.0,
        **{column: round(share, 4) for column, share in shares.items()},
        "seconds": round(seconds, 2),
        "failed": failed,
    }


def format_table(rows: list[dict[str, Any]]) -> str:
    """A Markdown table; value, unit, comparator and period are shares of the gold targets."""
    columns = list(rows[0])
    lines = [f"| {' | '.join(columns)} |", f"| --- |{' ---: |' * (len(columns) - 1)}"]
    for row in rows:
        cells = [f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row.values()]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
