"""What stands after a number: the noun it counts, a clause of its set, a verb of its result."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from policyie.targets.grammar import Grammar

Span = tuple[int, int]
_MAX_DEED = 8
_MAX_SET = 4
_HAN = re.compile(r"[\u4e00-\u9fffA-Za-z“《(]")


class Right(Struct, gc=False, eq=False):
    """The reading of the words after a number."""

    noun: Span | None = None
    rest: Span | None = None
    verb: Span | None = None
    of: bool = False


class RightReader:
    """Reads the words after numbers of one text."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        self._text = text
        self._grammar = grammar

    def read(
        self,
        start: int,
        end: int,
        *,
        share: bool,
        dative: bool,
        leading: bool = False,
        bare: bool = False,
    ) -> Right:
        """Return the reading of `text[start:end]`.

        Args:
            start: where the words that bound the number end.
            end: end of the clause, or where the next number's words begin.
            share: whether the number is a share (30%的街道建立…).
            dative: whether 为, 对, 给 stands before the number (为1500人提供…).
            bare: whether nothing governs the number yet, so that what follows may (74个区域实现…).
            leading: whether a coverage word leads a verb (全覆盖建立…).
        """
        text = self._text
        right = Right()
        if start < end and text[start] == "的":
            right.of = True
            start += 1
        end = self._window_end(start, end)
        if start >= end or not _HAN.match(text, start):
            return right
        if self._grammar.after_words.match(text, start, end):
            return right
        end = self._before_result(right, start, end)
        adverb = self._grammar.every.match(text, start, end)
        if adverb and not share:
            dative, start = True, adverb.end()
        if share:
            start = self._behind_copula(right, start, end)
        elif bare:
            end = self._before_aside(start, end)
        if not share and self._split_light(right, start, end):
            return right
        if (share or dative or bare) and right.rest is None:
            self._split_predicate(right, start, end, share=share, dative=dative)
        elif leading:
            self._split_leading(right, start, end)
        right.noun = self._trimmed(right.noun if right.noun or right.rest else (start, end))
        return right

    def _before_result(self, right: Right, start: int, end: int) -> int:
        """Take a verb of result that closes the clause (12座水库全部建成)."""
        result = self._grammar.result.search(self._text[start:end])
        if not result or not result.start():
            return end
        right.verb = (start + result.start("verb"), start + result.end("verb"))
        return start + result.start()

    def _split_leading(self, right: Right, start: int, end: int) -> None:
        """Split verb and noun behind a word of coverage (全覆盖建立党组织)."""
        run = self._grammar.verb_run.match(self._text, start, end)
        if run and run.end() < end:
            right.verb, right.noun = run.span("verb"), (run.end(), end)

    def _behind_copula(self, right: Right, start: int, end: int) -> int:
        """Return where the noun of a share begins (七成为公营房屋, 90%项目为自建项目)."""
        found = self._grammar.copula.search(self._text, start, end - 1)
        if found is None or found.start() - start > _MAX_SET:
            return start
        if found.start() > start:
            right.rest = (start, found.start())
            right.noun = (found.end(), end)
        return found.end()

    def _before_aside(self, start: int, end: int) -> int:
        """Cut what is said of the things counted (118起案例获…表扬, 13条路将…)."""
        found = self._grammar.aside.search(self._text, start + 1, end)
        if found and found.start() == start + 1 and len(found[0]) == 1:
            found = self._grammar.aside.search(self._text, start + 2, end)
        return found.start() if found else end

    def _window_end(self, start: int, end: int) -> int:
        """Cut off what explains, what joins, and the next deed of a list."""
        text = self._text
        end = self._before_bracket(start, end)
        while end > start and text[end - 1] in " 、和与及,，:：-于在将":
            end -= 1
        formed = text.find("组成", start, end)
        return self._before_next_item(start, formed if formed > start else end)

    def _before_next_item(self, start: int, end: int) -> int:
        """Cut at the next deed of a list (6条道路、建成…), unless verbs alone stand before it."""
        found = self._grammar.next_item.search(self._text, start + 1, end)
        if found is None or self._grammar.verb_run.fullmatch(self._text, start, found.start()):
            return end
        return found.start()

    def _split_light(self, right: Right, start: int, end: int) -> bool:
        """Split `things + 进行 + deed` (学生进行资助): the thing and what is done to it."""
        found = self._grammar.light_verb.search(self._text, start + 2, end)
        if found is None or not 2 <= end - found.end() <= _MAX_DEED:
            return False
        right.verb = right.verb or found.span()
        right.noun = self._trimmed((start, found.start()))
        right.rest = self._trimmed((found.end(), end))
        return right.noun is not None and right.rest is not None

    def _before_bracket(self, start: int, end: int) -> int:
        """Cut at a bracket that explains: one with a number, a comma, or at the end."""
        text = self._text
        opened = text.find("(", start, end)
        if opened < 0:
            return end
        closed = text.find(")", opened, end)
        inner = text[opened + 1 : closed]
        if closed + 1 == end and 1 < len(inner) <= 4 and inner.isalpha():
            return end
        if (
            closed < 0
            or closed + 1 >= end
            or len(inner) > 8
            or any(c.isdigit() or c in ",，" for c in inner)
        ):
            return opened
        return end

    def _split_predicate(
        self, right: Right, start: int, end: int, *, share: bool, dative: bool
    ) -> None:
        """Split `set + verb + object` (街道 建立 平台) or `verb + object` (提供 培训)."""
        run = self._grammar.verb_run.match(self._text, start, end) if dative or share else None
        if run and run.end() < end and not self._grammar.nominal.match(self._text, run.end(), end):
            right.verb = run.span("verb")
            right.noun = (run.end(), end)
            return
        found = self._grammar.strong_verb.search(self._text, start + 1, end)
        if found is None or end - found.end() < 2 or self._is_deed(found.end(), end):
            return
        right.verb = found.span()
        if share:
            right.rest = (start, found.start())
            right.noun = (found.end(), end)
        else:
            right.noun = (start, found.start())
            right.rest = (found.end(), end)

    def _is_deed(self, start: int, end: int) -> bool:
        """Whether only a second verb or a measure follows a verb (改造提升), or its task."""
        text, grammar = self._text, self._grammar
        verb = grammar.verb_run.fullmatch(text, start, end)
        return verb is not None or grammar.task_word.fullmatch(text, start, end) is not None

    def _trimmed(self, span: Span | None) -> Span | None:
        if span is None:
            return None
        start, end = span
        text = self._text
        while end > start and text[end - 1] in "的等了 、":
            end -= 1
        found = self._grammar.aim.search(text[max(start, end - 4) : end])
        if found:
            end -= len(found[0])
        found = self._grammar.task.search(text[max(start, end - 8) : end])
        if found:
            end -= len(found["task"])
        return (start, end) if end > start else None
