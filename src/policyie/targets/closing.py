"""Closing brackets of an item: the body in charge and the time limit of what stands before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyie.mentions.records import Time
    from policyie.segments.records import Sentence
    from policyie.targets.records import Draft

_CLOSING = re.compile(
    r"[(\[【]?(?:责任|牵头|主责|承办|负责|配合|实施)(?:单位|部门|主体)?[:：]|\((?:完成)?(?:时限|时间|期限)[:：]"
)
_OWNER = re.compile(r"(?:牵头|责任|主责|负责)(?:单位|部门|主体)?[:：]([^,，、;；。)\n]{2,20})")
_LIMIT = re.compile(r"(?:时限|时间|期限)[:：]")


class ClosingReader:
    """Applies closing brackets to the drafts since the last one, so that each is met once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._first = 0
        self._known = 0

    def apply(self, sentence: Sentence, times: Iterable[Time], drafts: list[Draft]) -> bool:
        """Apply a closing bracket to the drafts of its paragraph; return whether it is one."""
        text = self._text
        if not _CLOSING.match(text, sentence.start):
            return False
        if len(drafts) > self._known:
            self._first, self._known = self._known, len(drafts)
        owner = _OWNER.search(text, sentence.start, sentence.end)
        limit = _LIMIT.search(text, sentence.start, sentence.end)
        span = owner.span(1) if owner else None
        time = next((t for t in times if limit and t.start >= limit.end()), None)
        for index in range(len(drafts) - 1, self._first - 1, -1):
            draft = drafts[index]
            if (
                draft.sentence.paragraph < sentence.paragraph - 1
                or draft.sentence.block != sentence.block
            ):
                break
            draft.owner = draft.owner or span
            if time is not None and draft.time_from not in ("clause", "sentence"):
                draft.time, draft.time_from = time, "list"
        return True
