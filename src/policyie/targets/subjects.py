"""Subject, verb and object before a number: the subject is the owner, the scope or the thing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policyie.targets.grammar import Grammar
    from policyie.targets.records import Left

Span = tuple[int, int]
_NOT_SUBJECT = re.compile(r"[的对与和]$|率$")
_SHARE_ENDS = ("的比例", "的比重", "的占比", "的比率")
_MAX_SUBJECT = 24


class SubjectReader:
    """Splits `subject + verb + object`."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        self._text = text
        self._grammar = grammar

    def split(self, left: Left) -> None:
        """Split `subject + verb + object`: the subject is the owner or the scope."""
        if left.noun is None:
            return
        start, end = left.noun
        found = self._grammar.appearing_tail.search(self._text, min(start + 2, end), end)
        if found and not left.share:
            left.verb, left.noun = found.span("verb"), (start, found.start())
            return
        place = start + 2
        while place < end:
            run = self._grammar.strong_verb.search(self._text, place, end)
            if run is None:
                return
            if self._is_predicate(left, run, end):
                self._take(left, run, start, end)
                return
            place = run.end()

    def _take(self, left: Left, run: re.Match[str], start: int, end: int) -> None:
        """Take the words before the verb as owner, scope or thing, those behind it as noun."""
        subject: Span | None = self._bare_subject(left, start, run.start())
        if self._grammar.adjunct.match(self._text, start, run.start()):
            subject = None
        if self._grammar.owner_end.search(self._text[max(start, run.start() - 5) : run.start()]):
            left.owner = subject
        elif left.scope is None:
            left.scope = subject
        left.verb = run.span()
        left.noun = (run.end(), end)
        if run.end() < end:
            return
        left.noun = None
        left.at_verb = True
        if not left.spread and left.owner is None:
            left.scope = None if left.scope == subject else left.scope
            left.subject = subject

    def _may_be_subject(self, start: int, end: int) -> bool:
        """Whether the words before a verb may be its subject: a set, or three characters."""
        if end - start > _MAX_SUBJECT:
            return False
        return (
            end - start > 2 or self._grammar.set_noun.fullmatch(self._text, start, end) is not None
        )

    def _bare_subject(self, left: Left, start: int, end: int) -> Span:
        """Return a subject without the adverbs before its verb; 分别 among them deals out."""
        for _ in range(4):
            back = self._text[max(start, end - 4) : end][::-1]
            found = self._grammar.tail.match(back)
            if not found:
                break
            left.spread = left.spread or back.startswith("别分")
            end -= found.end()
        return start, end

    def _is_predicate(self, left: Left, run: re.Match[str], end: int) -> bool:
        text, grammar = self._text, self._grammar
        start = left.noun[0] if left.noun else run.start()
        if grammar.fixed.search(text, max(start, run.start() - 2), min(end, run.end() + 2)):
            return False
        if left.spread and "、" in text[start : run.start()]:
            return False
        if left.share and (text[end - 1] == "的" or text[end - 3 : end] in _SHARE_ENDS):
            return False
        if not self._may_be_subject(start, run.start()) or _NOT_SUBJECT.search(
            text[start : run.start()]
        ):
            return False
        if run.end() >= end:
            return not left.share
        if text[run.end()] in "的率量额数" or text[end - 1] in "率比重":
            return False
        nominal = grammar.nominal.match(text, run.end(), end)
        if grammar.function.match(text, run.end(), end):
            return False
        return (nominal is None or nominal.end() < end) and end - run.end() >= 2
