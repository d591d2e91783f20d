"""Numerals with their units: Arabic, Chinese and mixed, fractions, multiples, ranges."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from policyie.mentions.numbers import MULTIPLIERS, parse_arabic, parse_chinese, tidy
from policyie.mentions.records import Quantity
from policyie.patterns import trie_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyie.lexicon import Lexicon, Unit

_ARABIC = r"\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,12})?|\d{1,40}(?:\.\d{1,12})?"
_MULTIPLIER = r"万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千(?![瓦米克伏卡])|百(?![分万千米])"
_MORE = r"余|多|几"
_CHINESE = r"[〇零一二两三四五六七八九十百千万亿]{1,20}(?:点[〇零一二三四五六七八九]{1,8})?"
_DENOMINATOR = r"/(?:每)?[百千万亿]?(?:{units}|[一-鿿]{{1,2}})(?:[·.](?:{units}))?"
_VAGUE = re.compile(r"几十|数十(?![一二三四五六七八九])")
_SHARE_BEFORE = re.compile(r"[占过达约近到为于仅]$")
_SHARE_AFTER = re.compile(r"以上|以下|左右|的")
_NEIGHBOURS = re.compile(r"一[两二]|[二两]三|三[四五]|四五|五六|六七|七八|八九")
_NOT_TENTHS = "功立为员本果效绩都长熟就型人品片套交群渝德形才化交风"


def _pattern(units: str) -> str:
    slash = _DENOMINATOR.format(units=units)
    unit = rf"(?:{units})(?:{slash})?"
    return (
        r"(?=[\d〇零一二两三四五六七八九十百千万亿翻倍过近半大减])(?:"
        r"(?P<frac>百分之|千分之|(?P<den>[二两三四五六七八九十]{1,3}|\d{1,4})分之)"
        rf"(?P<num>{_CHINESE}|{_ARABIC})"
        r"|翻了?(?P<fold>[一二两三四五]|\d+(?:\.\d+)?|)番|(?P<double>倍增)(?!计划|行动|工程)"
        r"|(?P<half>过半(?!数)|过半数|近半数?|一半以上|半数以上|一半|半数|大半)(?!年|个|天|小时|径|日|封|岛)"
        r"|(?P<halved>减半)(?!年)"
        r"|(?P<tens>[一二三四五六七八])成(?:至|到|-)(?P<tens2>[二三四五六七八九])成"
        rf"|(?P<tenth>[一二两三四五六七八九])成(?:(?P<tenth5>[一二三四五六七八九半])(?![个十])|(?![{_NOT_TENTHS}])|(?<=[中约近有超过逾][一二两三四五六七八九]成)(?=为))"
        r"|(?<![\d/.])(?P<top>\d)/(?P<bottom>[2-9])(?![\d/.页年月-])"
        r"|(?P<ratio>\d{1,3}(?:\.\d+)?(?: ?: ?\d{1,3}(?:\.\d+)?){1,3})(?![\d.])"
        rf"|(?P<a>{_ARABIC})(?P<more0>[余多几](?=[万亿千]))?(?:(?P<m>{_MULTIPLIER})(?:(?P<a2>\d{{1,3}}(?:,\d{{3}}){{1,2}}|\d{{1,4}})(?P<m2>[千百十]?万|[千百]))?)?(?P<more>{_MORE})?"
        rf"(?P<unit>{unit})?"
        rf"(?:(?P<to>-|~|至|到|±)(?P<b>{_ARABIC})(?P<bm>{_MULTIPLIER})?(?P<bunit>{unit})?)?"
        rf"|(?:(?P<c1>{_CHINESE})(?P<c1unit>{unit})?(?:至|到|-))?(?P<c>{_CHINESE})(?P<cmore>{_MORE})?(?P<ctail>(?<=[余多])[万亿])?(?P<cunit>{unit})(?P<chalf>半(?![年天月径数山岛导]))?"
        rf"|(?P<bare>[一二三四五六七八九两十][百千万亿]+)(?P<baremore>{_MORE})?(?=[,，。;；、)]|$))"
    )


class QuantityFinder:
    """Finds the numerals of a text, in text order, without overlaps."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._units = dict(lexicon.units)
        surfaces = set(self._units) | {"个亿", "个万"}
        self._pattern = re.compile(_pattern(trie_pattern(surfaces)))
        prefix = re.compile(rf"(?:个?(?:{_MULTIPLIER}))")
        self._prefix = prefix
        self._sum_bounds = lexicon.surfaces("phrases", "sum-bound")

    def find(self, text: str, start: int, end: int) -> Iterator[Quantity]:
        """Yield the numerals of `text[start:end]`; the caller drops those that are dates."""
        for match in self._pattern.finditer(text, start, end):
            quantity = self._read(text, match)
            if quantity is not None:
                yield quantity

    def split_unit(self, unit: str | None) -> tuple[int, Unit | None]:
        """Return the multiplier and the base row of a unit as written."""
        if unit is None:
            return 1, None
        if unit in self._units:
            return 1, self._units[unit]
        found = self._prefix.match(unit)
        if not found:
            return 1, self._units.get(unit.partition("/")[0])
        scale = MULTIPLIERS[found[0].removeprefix("个")]
        rest = unit[found.end() :]
        return scale, self._units.get(rest) or self._units.get(rest.partition("/")[0])

    def make(
        self, span: tuple[int, int], value: float | None, unit: str | None, form: str
    ) -> Quantity:
        """Return a quantity with its unit looked up."""
        scale, base = self.split_unit(unit)
        if base is not None and unit == base.surface and base.kind == "counter":
            unit = base.canonical
        start, end = span
        return Quantity(start, end, value, None, unit, base, scale, form, start, end)

    def _read(self, text: str, match: re.Match[str]) -> Quantity | None:
        kind = match.lastgroup
        span = match.span()
        if match["a"] is not None:
            return self._read_arabic(text, match)
        if match["c"] is not None or match["bare"] is not None:
            return self._read_chinese(text, match)
        if match["frac"] is not None:
            return self._read_fraction(match)
        if match["half"] is not None:
            return self._read_half(match)
        if match["halved"] is not None:
            return self.make(span, 50, "%", "halved")
        if match["ratio"] is not None:
            return self.make(span, None, None, "ratio")
        if match["fold"] is not None or kind == "double" or match["double"]:
            return self._read_fold(match)
        return self._read_part(text, match)

    def _read_part(self, text: str, match: re.Match[str]) -> Quantity | None:
        """Read tenths (九成, 六成至七成) and a fraction with a slash (1/3)."""
        span = match.span()
        if match["tens"] is not None:
            low, high = (parse_chinese(match[name]) or 0 for name in ("tens", "tens2"))
            made = self.make(span, low * 10, "%", "tenths")
            made.upper = high * 10 if high > low else None
            return made
        if match["top"] is not None:
            top, bottom = int(match["top"]), int(match["bottom"])
            value = round(top * 100 / bottom, 6)
            told = _SHARE_BEFORE.search(text, max(0, span[0] - 1), span[0])
            told = told or _SHARE_AFTER.match(text, span[1])
            return self.make(span, value, "%", "fraction") if told and 0 < top < bottom else None
        if match["tenth"] is not None:
            tens = (parse_chinese(match["tenth"]) or 0) * 10
            half = match["tenth5"]
            ones = 0 if half is None else 5 if half == "半" else parse_chinese(half) or 0
            made = self.make(span, tens + ones, "%", "tenths")
            before = text[max(0, span[0] - 2) : span[0]]
            if before.endswith("过") and before not in ("通过", "经过", "超过"):
                made.comparator = "more_than"
                made.comparator_span = (span[0] - 1, span[0])
            return made
        return None

    def _read_arabic(self, text: str, match: re.Match[str]) -> Quantity | None:
        start = match.start()
        before = text[start - 1] if start else " "
        if before.isascii() and (before.isalpha() or before in "_.&="):
            return None
        value: float = parse_arabic(match["a"])
        multiplier, unit = match["m"] or "", match["unit"] or ""
        if match["a2"]:
            value = tidy(
                value * MULTIPLIERS[multiplier]
                + parse_arabic(match["a2"]) * MULTIPLIERS[match["m2"]]
            )
            multiplier = ""
        end = match.end("unit") if unit else match.end("more") if match["more"] else -1
        if end < 0:
            end = max(match.end("a"), match.end("m"), match.end("m2"))
        if unit.startswith("个亿") or unit == "个万":
            unit = unit[1:] + "元"
        made = self.make((start, end), value, (multiplier + unit) or None, "arabic")
        made.more = match["more"] is not None or match["more0"] is not None
        if match["to"] is not None:
            self._read_range(match, made)
        return made

    def _read_range(self, match: re.Match[str], made: Quantity) -> None:
        """Join the second number of `3-5个`, `6%至6.5%`, `28±2%` when the units agree."""
        second = (match["bm"] or "") + (match["bunit"] or "")
        first = made.unit or ""
        upper = parse_arabic(match["b"])
        low = made.value
        if first in MULTIPLIERS and second.startswith(first):
            first = second
        if low is None or (first and second and first != second) or (first and not second):
            return
        if match["to"] in "至到" and not first and not second:
            return
        if match["to"] == "±":
            made.value, made.upper = tidy(low - upper), tidy(low + upper)
        elif upper <= low or (match["to"] == "-" and not second):
            return
        else:
            made.upper = upper
        made.end = made.right = (
            match.end("bunit") if match["bunit"] else max(match.end("b"), match.end("bm"))
        )
        if second:
            made.unit = second
            made.scale, made.base = self.split_unit(second)

    def _is_sum(self, text: str, match: re.Match[str]) -> bool:
        """Whether a numeral without a digit (千亿元) is a sum: a bound stands before it."""
        before = text[max(0, match.start() - 3) : match.start()]
        return before.endswith(self._sum_bounds)

    def _read_chinese(self, text: str, match: re.Match[str]) -> Quantity | None:
        numeral = match["bare"] or match["c"] + (match["ctail"] or "")
        more = match["cmore"] or match["baremore"]
        unit = match["cunit"]
        tail = ""
        value = parse_chinese(numeral)
        if value is None or text[match.start() - 1 : match.start()] == "每":
            return None
        if numeral[0] in "百千万亿" and not self._is_sum(text, match):
            return None
        if _VAGUE.search(text, max(0, match.start() - 1), match.start() + 2):
            return None
        head = numeral.rstrip("万亿")
        if head != numeral and head and not set(head) & set("万亿"):
            parsed = parse_chinese(head)
            if parsed is not None and numeral[len(head) :] in MULTIPLIERS:
                value, tail = parsed, numeral[len(head) :]
        made = self.make(match.span(), value, (tail + (unit or "")) or None, "chinese")
        made.more = more is not None
        if match["chalf"] is not None and not tail and made.value is not None:
            made.value = tidy(made.value + 0.5)
        if _NEIGHBOURS.fullmatch(numeral) and match["c1"] is None:
            made.value, made.upper = (parse_chinese(digit) for digit in numeral)
        if match["c1"] is not None:
            self._read_chinese_range(match, made, tail)
        return made

    def _read_chinese_range(self, match: re.Match[str], made: Quantity, tail: str) -> None:
        """Read the lower end of `三至五家`, `五千万元至六千万元`; drop it when units differ."""
        numeral = match["c1"]
        low = parse_chinese(numeral.removesuffix(tail) if tail else numeral)
        unit = match["c1unit"]
        if (
            low is None
            or made.value is None
            or low >= made.value
            or unit not in (None, match["cunit"])
        ):
            made.start = made.left = match.start("c")
            return
        made.value, made.upper = low, made.value

    def _read_fraction(self, match: re.Match[str]) -> Quantity | None:
        top_text = match["num"]
        top = parse_arabic(top_text) if top_text[0].isdigit() else parse_chinese(top_text)
        if top is None:
            return None
        if match["frac"] == "百分之":
            return self.make(match.span(), top, "%", "fraction")
        if match["frac"] == "千分之":
            return self.make(match.span(), top, "‰", "fraction")
        den = match["den"]
        bottom = int(den) if den.isdigit() else parse_chinese(den)
        if not bottom or top >= bottom:
            return None
        return self.make(match.span(), round(top * 100 / bottom, 6), "%", "fraction")

    def _read_half(self, match: re.Match[str]) -> Quantity:
        word = match["half"]
        made = self.make(match.span(), 50, "%", "half")
        if word.startswith(("过半", "大半")):
            made.comparator = "more_than"
        elif word.startswith("近"):
            made.comparator = "about"
        elif word.endswith("以上"):
            made.comparator = "at_least"
        return made

    def _read_fold(self, match: re.Match[str]) -> Quantity:
        fold = match["fold"]
        times: float = 1
        if fold:
            times = parse_arabic(fold) if fold[0].isdigit() else parse_chinese(fold) or 1
        return self.make(match.span(), tidy(2.0**times), "倍", "multiple")


@lru_cache(maxsize=4)
def quantity_finder(lexicon: Lexicon) -> QuantityFinder:
    """Return the finder for `lexicon`, made once."""
    return QuantityFinder(lexicon)
