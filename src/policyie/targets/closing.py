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


def apply_closing(
    text: str, sentence: Sentence, times: Iterable[Time], drafts: list[Draft]
) -> bool:
    """Apply a closing bracket to the drafts of its paragraph; return whether it is one."""
    if not _CLOSING.match(text, sentence.start):
        return False
    owner = _OWNER.search(text, sentence.start, sentence.end)
    limit = _LIMIT.search(text, sentence.start, sentence.end)
    time = next((t for t in times if limit and t.start >= limit.end()), None)
    for draft in reversed(drafts):
        if (
            draft.sentence.paragraph < sentence.paragraph - 1
            or draft.sentence.block != sentence.block
        ):
            break
        if owner and draft.owner is None:
            draft.owner = owner.span(1)
        if time is not None and draft.time_from not in ("clause", "sentence"):
            draft.time, draft.time_from = time, "list"
            draft.first, draft.last = time.first, time.last
            draft.note("period", "closing-bracket", (time.start, time.end))
    return True
