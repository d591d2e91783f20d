"""Which numbers of a sentence may be targets: not dates, names, ordinals or points."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from msgspec import Struct

from policyie.mentions.comparators import comparator_finder
from policyie.mentions.coverage import coverage_finder
from policyie.mentions.numbers import tidy
from policyie.mentions.quantities import quantity_finder
from policyie.mentions.records import Quantity
from policyie.patterns import trie_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyie.lexicon import Lexicon
    from policyie.mentions.records import Time
    from policyie.targets.grammar import Grammar

Span = tuple[int, int]
_QUOTE = re.compile(r"[“‘《]([^“”‘’《》\n]{1,60})[”’》]")
_BRACKET = re.compile(r"[()]")
_MAX_BRACKET = 240
_USER_NAMES = 64
_NUMBER = re.compile(r"\d")
_TERM = re.compile(r"\d+(?:\.\d+)?")
_CLAUSE = re.compile(
    r"[，;；。！？\n]|(?<!\d),|,(?!\d{3}(?!\d))|[:：](?!\d)|--"
    r"|(?<=[%元吨人个倍亩户家项米件里点])、(?=(?:(?:同比|年均|比上年)?(?:增长|下降)\d|[^，,、;；。\d]{2,12}[由从]\d))"
)
_NEW_CHANGE = 10
_RATIO_REACH = 10
_RATIO_NOUN = re.compile(r"[\u4e00-\u9fff]比(?:例|值|率)?[^，,。;；]{0,6}$")


class Clause(Struct, gc=False, eq=False):
    """A clause `[start, end)`; `inner` when it stands in brackets."""

    start: int
    end: int
    inner: bool


class CandidateFinder:
    """Finds the candidate numbers and coverage words of sentences."""

    def __init__(
        self, text: str, lexicon: Lexicon, grammar: Grammar, user_names: list[Span]
    ) -> None:
        self._text = text
        self._user_names = user_names
        self._grammar = grammar
        self._quantities = quantity_finder(lexicon)
        self._coverage = coverage_finder(lexicon)
        self._comparators = comparator_finder(lexicon)
        self._rising = lexicon.surfaces("phrases", "rank-rise")
        rank_verb = trie_pattern((*self._rising, *lexicon.surfaces("phrases", "rank-hold")))
        self._rank = re.compile(
            rf"(?:{rank_verb})[^,，。;；\d]{{0,10}}?(?:第(?P<n>\d{{1,3}}|[一二三四五六七八九十]{{1,3}})(?P<u>位|名)?"
            r"|前(?P<f>\d{1,3}|[一二三四五六七八九十]{1,3})(?P<fu>位|名|强|列)?|(?P<top>首位|榜首))(?![者条章届次个批轮梯代产])"
        )

    def find(self, start: int, end: int, times: Iterable[Time]) -> list[Quantity]:
        """Return the candidates of `text[start:end]` in text order, with their comparators."""
        text = self._text
        found: list[Quantity] = []
        for quantity in self._quantities.find(text, start, end):
            found += self._shares(quantity) if quantity.form == "ratio" else [quantity]
        found += self._coverage.find(text, start, end)
        found += self._ranks(start, end)
        if not found:
            return found
        taken = sorted([(t.start, t.end) for t in times] + self._name_spans(start, end))
        found.sort(key=lambda q: (q.start, -q.end))
        kept = [q for q in _without_overlaps(found, taken) if self._may_be_target(q)]
        floor = start
        for index, quantity in enumerate(kept):
            ceiling = kept[index + 1].start if index + 1 < len(kept) else end
            if quantity.form not in ("all", "none", "rank", "zero"):
                self._comparators.read(text, quantity, floor, ceiling)
            if index and quantity.form == "share" and kept[index - 1].form == "share":
                _continue_ratio(text, kept[index - 1], quantity)
            floor = quantity.right
        return kept

    def _name_spans(self, start: int, end: int) -> list[Span]:
        """Return the places of names: quoted words with numerals, titles of papers, slogans."""
        text = self._text
        spans = [m.span() for m in self._grammar.names.finditer(text, start, end)]
        spans += self._user_names[bisect_left(self._user_names, (start, start)) :][:_USER_NAMES]
        for match in _QUOTE.finditer(text, start, end):
            short = len(match[1]) <= 16 and not _CLAUSE.search(match[1])
            if (match[0][0] == "《" or short) and not self._coverage.is_word(match[1]):
                spans.append(match.span())
        return spans

    def _shares(self, ratio: Quantity) -> list[Quantity]:
        """Return the shares of a ratio whose terms make a whole (7:43:50), else nothing."""
        terms = list(_TERM.finditer(self._text, ratio.start, ratio.end))
        values = [float(t[0]) for t in terms]
        if len(values) == 2 and values[1] == 1 and self._is_per_one(ratio):
            span = (ratio.start, ratio.end)
            return [self._quantities.make(span, tidy(values[0]), None, "arabic")]
        whole = sum(values)
        if (
            (len(values) < 3 and whole not in (10, 100))
            or not 9 <= whole <= 101
            or (whole > 11 and abs(whole - 100) > 1)
        ):
            return []
        scale = 1 if whole > 50 else 10
        return [
            self._quantities.make(t.span(), tidy(v * scale), "%", "share")
            for t, v in zip(terms, values, strict=True)
        ]

    def _is_per_one(self, ratio: Quantity) -> bool:
        """Whether the ratio tells how many stand against one (车桩比在2.5:1以下)."""
        before = self._text[max(0, ratio.start - _RATIO_REACH) : ratio.start]
        return _RATIO_NOUN.search(before) is not None

    def _ranks(self, start: int, end: int) -> list[Quantity]:
        """Return ranks that are a goal or a result: 居全省第二位, 进入前十."""
        ranks = []
        for match in self._rank.finditer(self._text, start, end):
            if match["top"] is not None:
                ranks.append(self._top_rank(match))
                continue
            group = "n" if match["n"] else "f"
            first, last = match.start(group), match.end(group)
            unit = match["u" if group == "n" else "fu"]
            last = match.end() if unit else last
            made = self._quantities.make((first, last), _numeral(match[group]), "位", "rank")
            made.unit = "位"
            made.comparator = "exactly" if group == "n" else "at_most"
            if group == "n" and match[0].startswith(self._rising):
                made.comparator = "reach"
            made.start -= 1  # 第 or 前 belongs to it
            made.left = match.start()
            ranks.append(made)
        return ranks

    def _top_rank(self, match: re.Match[str]) -> Quantity:
        """Read 首位 as the first place."""
        made = self._quantities.make(match.span("top"), 1, "位", "rank")
        made.unit = "位"
        made.comparator = "reach" if match[0].startswith(self._rising) else "exactly"
        made.left = match.start()
        return made

    def _may_be_target(self, quantity: Quantity) -> bool:
        text, start = self._text, quantity.start
        before = text[start - 1] if start else " "
        if quantity.form in ("all", "none", "rank", "zero", "share"):
            return True
        if before in "第NO№#":
            return False
        if quantity.form == "arabic" and quantity.unit is None:
            after = text[quantity.end : quantity.end + 1] or "\n"
            return not (after in "-.:号年月" or (before in "-./:年月第(" and after in ")-/:"))
        return True


def _continue_ratio(text: str, first: Quantity, second: Quantity) -> None:
    """Give a share the bound of the share before it (达到50:15:35)."""
    if text[first.end : second.start].strip() == ":" and first.comparator is not None:
        second.comparator, second.comparator_span = first.comparator, first.comparator_span


def _numeral(text: str) -> int:
    from policyie.mentions.numbers import parse_chinese

    return int(text) if text.isdigit() else int(parse_chinese(text) or 0)


def _without_overlaps(quantities: list[Quantity], taken: list[Span]) -> list[Quantity]:
    """Drop quantities that lie in a taken span or in an earlier quantity."""
    kept: list[Quantity] = []
    index = 0
    covered = -1
    for quantity in quantities:
        while index < len(taken) and taken[index][1] <= quantity.start:
            covered = max(covered, taken[index][1])
            index += 1
        inside = any(s < quantity.end and quantity.start < e for s, e in taken[index : index + 4])
        if inside or (kept and quantity.start < kept[-1].end):
            continue
        kept.append(quantity)
    return kept


def split_clauses(text: str, start: int, end: int, numbers: list[Quantity]) -> list[Clause]:
    """Return the clauses of a sentence; brackets that hold a number are clauses of their own."""
    clauses: list[Clause] = []
    place = start
    brackets = _number_brackets(text, start, end, numbers)
    cuts = [m.span() for m in _CLAUSE.finditer(text, start, end)]
    inside = [(a, b) for a, b in brackets]
    for first, last in cuts:
        if any(a < first < b for a, b in inside) or _inside_bracket(text, place, first):
            continue
        if text[first] == "、" and not _NUMBER.search(text, max(place, first - _NEW_CHANGE), first):
            continue
        clauses.append(Clause(place, first, False))
        place = last
    clauses.append(Clause(place, end, False))
    for a, b in brackets:
        piece = a + 1
        for match in _CLAUSE.finditer(text, a + 1, b):
            clauses.append(Clause(piece, match.start(), True))
            piece = match.end()
        clauses.append(Clause(piece, b, True))
    clauses.sort(key=lambda c: (c.start, not c.inner))
    return clauses


def _number_brackets(text: str, start: int, end: int, numbers: list[Quantity]) -> list[Span]:
    """Return the outermost brackets that hold a number and are no longer than a clause or two."""
    if not numbers or text.find("(", start, end) < 0:
        return []
    pairs: list[Span] = []
    opened: list[int] = []
    for match in _BRACKET.finditer(text, start, end):
        if match[0] == "(":
            opened.append(match.start())
        elif opened:
            place = opened.pop()
            if match.start() - place <= _MAX_BRACKET:
                pairs.append((place, match.start()))
    pairs = [p for p in pairs if any(p[0] < n.start < p[1] for n in numbers)]
    return [p for p in pairs if not any(q[0] < p[0] and p[1] < q[1] for q in pairs)]


def _inside_bracket(text: str, start: int, place: int) -> bool:
    """Whether a comma stands between brackets that opened in the clause."""
    opened = text.rfind("(", max(start, place - 60), place)
    return (
        opened >= 0 and text.find(")", opened, place) < 0 and text.find(")", place, place + 60) > 0
    )
