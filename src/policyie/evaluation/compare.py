"""When a predicted field equals the gold one.

Both records are first read into the same `Facts` (characters cleaned, quantities in base units,
periods as dates); `compare` then only asks for equality, field by field.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policyie.evaluation.predictions import from_gold
from policyie.evaluation.units import load_units, simplify, split_unit, to_base

if TYPE_CHECKING:
    from policyie.evaluation.gold import GoldRecord, Period
    from policyie.evaluation.predictions import PredictedQuantity, PredictedRecord

FIELDS = (
    "value",
    "unit",
    "comparator",
    "mode",
    "status",
    "period",
    "per",
    "baseline",
    "indicator",
    "indicator_strict",
    "firmness",
    "verb",
    "place",
    "scope",
    "hedge",
    "last_heading",
    "path",
)
CORE = ("value", "unit", "comparator", "mode", "status", "period")
FULL = (*CORE, "indicator", "per", "baseline")
RECORD = (*FULL, "indicator_strict", "place", "path")
LEVELS = {"core": CORE, "full": FULL, "record": RECORD}

SAME_WORDS = 0.6
TOLERANCE = 1e-6
_WORDS_FOR_NUMBERS = ("all", "none")

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_SYLLABLE = f"[a-zü{_TONED}]{{1,6}}"
_LOST_CHARACTER = re.compile(rf"\?{_SYLLABLE}\)(.)")
_READING = re.compile(rf"(?<=[^\x00-\x7f])\((?=[a-zü{_TONED}]*[{_TONED}]){_SYLLABLE}\)")
_INVISIBLE = r"\s\u200b-\u200f\u2060\ufeff\ue000-\uf8ff"
_QUOTES = r"\"'“”‘’「」『』《》<>"
_STOPS = r",，、。.．;；:：·•…"
_DASHES = r"\-‐–—―_"
_NOISE = re.compile(f"[{_INVISIBLE}{_QUOTES}{_STOPS}{_DASHES}]")


def clean(text: str | None) -> str:
    """The characters that are compared: simplified, without spaces, punctuation and pinyin.

    >>> clean("社區（qū）綜合 “服務” 設施。")
    '社区综合服务设施'
    """
    if not text:
        return ""
    halved = text.replace("（", "(").replace("）", ")")
    words = _READING.sub("", _LOST_CHARACTER.sub(r"\1", halved))
    return simplify(_NOISE.sub("", unicodedata.normalize("NFKC", words)))


def _bigrams(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(max(1, len(text) - 1)))


def bigram_f1(one: str, other: str) -> float:
    """F1 of the pairs of neighbouring characters; a text of one character is its own pair."""
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    left, right = _bigrams(one), _bigrams(other)
    return 2 * (left & right).total() / (left.total() + right.total())


def is_close(one: float | None, other: float | None) -> bool:
    """Whether two values are the same number, or both are missing."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= TOLERANCE * max(abs(one), abs(other))


def denominators(per: str | None, unit: str | None) -> frozenset[str]:
    """What a quantity is divided by, in its own words and after the slash of its unit.

    >>> sorted(denominators("每百户", None))
    ['百户']
    >>> denominators("人均", "元") == denominators(None, "元/人")
    True
    """
    found = set()
    words = clean(per).replace("平均", "")
    if len(words) > 1 and words[0] in "每各":
        found.add(words[1:])
    elif words:
        found.add(words.removesuffix("均"))
    below = clean(split_unit(unit)[1])
    if below:
        found.add(load_units().aliases.get(below, below))
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Facts:
    """A record as it is compared: words cleaned, values in base units, periods as dates."""

    status: str | None
    period: Period
    indicator: str
    scope: str
    verb: str
    hedge: str
    firmness: str | None
    headings: tuple[str, ...]
    value: float | None = None
    upper: float | None = None
    unit: str | None = None
    comparator: str | None = None
    mode: str | None = None
    per: frozenset[str] = frozenset()
    baseline: tuple[float | None, str | None] = (None, None)


def read_gold(record: GoldRecord) -> Facts:
    """The facts of a gold record: those of a prediction that is right in everything."""
    return read_predicted(from_gold(record))


def read_predicted(record: PredictedRecord) -> Facts:
    """The facts of a predicted record, that of its quantity included when it has one."""
    facts = Facts(
        status=record.status,
        period=record.dates,
        indicator=clean(record.indicator),
        scope=clean(record.scope),
        verb=clean(record.verb),
        hedge=clean(record.hedge),
        firmness=record.firmness,
        headings=tuple(map(clean, record.titles)),
    )
    return facts if record.quantity is None else _with_quantity(facts, record.quantity)


def _with_quantity(facts: Facts, quantity: PredictedQuantity) -> Facts:
    above, _ = split_unit(quantity.unit)
    value, unit = to_base(quantity.value, above)
    before = quantity.baseline
    return replace(
        facts,
        value=value,
        upper=to_base(quantity.upper, above)[0],
        unit=unit,
        comparator=quantity.comparator,
        mode=quantity.mode,
        per=denominators(quantity.denominator, quantity.unit),
        baseline=to_base(before.value, before.unit or quantity.unit) if before else (None, None),
    )


def _contains(one: str, other: str) -> bool:
    return bool(one and other) and (one in other or other in one)


def same_indicator(one: str, other: str) -> bool:
    """Whether most pairs of characters are shared, or one holds the other as a good half."""
    if bigram_f1(one, other) >= SAME_WORDS:
        return True
    shorter, longer = sorted((len(one), len(other)))
    return _contains(one, other) and 2 * shorter >= longer


def _same_number(gold: Facts, predicted: Facts) -> dict[str, bool]:
    """Value and unit; where a word stands for the number, the comparator decides both."""
    if gold.comparator in _WORDS_FOR_NUMBERS and gold.comparator == predicted.comparator:
        return {"value": True, "unit": True}
    values = is_close(gold.value, predicted.value) and is_close(gold.upper, predicted.upper)
    return {"value": values, "unit": gold.unit == predicted.unit}


def _same_baseline(gold: Facts, predicted: Facts) -> bool:
    (value, unit), (other_value, other_unit) = gold.baseline, predicted.baseline
    return is_close(value, other_value) and unit == other_unit


def _same_words(gold: Facts, predicted: Facts) -> dict[str, bool]:
    """Indicator and scope, each alone and both together (全市 + 覆盖率 is 全市覆盖率)."""
    joined = gold.scope + gold.indicator == predicted.scope + predicted.indicator
    scope = gold.scope == predicted.scope
    return {
        "indicator": same_indicator(gold.indicator, predicted.indicator),
        "indicator_strict": gold.indicator == predicted.indicator or joined,
        "scope": scope,
        "place": scope or joined or bigram_f1(gold.scope, predicted.scope) >= SAME_WORDS,
    }


def compare(gold: Facts, predicted: Facts) -> dict[str, bool]:
    """Which of `FIELDS` are right, and which of `LEVELS` are right in all their fields."""
    right = {
        **_same_number(gold, predicted),
        "comparator": gold.comparator == predicted.comparator,
        "mode": gold.mode == predicted.mode,
        "status": gold.status == predicted.status,
        "period": gold.period == predicted.period,
        "per": gold.per == predicted.per,
        "baseline": _same_baseline(gold, predicted),
        **_same_words(gold, predicted),
        "firmness": gold.firmness == predicted.firmness,
        "verb": gold.verb == predicted.verb,
        "hedge": gold.hedge == predicted.hedge,
        "last_heading": gold.headings[-1:] == predicted.headings[-1:],
        "path": gold.headings == predicted.headings,
    }
    levels = {level: all(right[field] for field in fields) for level, fields in LEVELS.items()}
    return right | levels


def compare_milestones(gold: Facts, predicted: Facts) -> dict[str, bool]:
    """Period, status and indicator of a milestone, and `milestone` for all three.

    An indicator may contain the other one at any length: the objects of milestones are long.
    """
    one, other = gold.indicator, predicted.indicator
    right = {
        "period": gold.period == predicted.period,
        "status": gold.status == predicted.status,
        "indicator": bigram_f1(one, other) >= SAME_WORDS or _contains(one, other),
    }
    return right | {"milestone": all(right.values())}
