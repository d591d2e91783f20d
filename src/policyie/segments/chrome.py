"""Web page chrome: what stands before and after the document itself."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from policyie.segments.marks import mark_finder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyie.lexicon import Lexicon

_MARKDOWN = 15
_LONG = 38
_RUNNING = 80
_SHORT = 24
_NO_HEADING = re.compile(r"[:：>|•\d()■?？!！]|来源|记者|作者|编辑|报告$|政府|代表")
_CLOSED = re.compile(r"[。；;，]")


def _lines(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield the line spans of `text` from the line that begins at or after `start`."""
    if start:
        start = text.find("\n", start) + 1
        if not start:
            return
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


@lru_cache(maxsize=4)
def _tail(lexicon: Lexicon) -> re.Pattern[str]:
    words = "|".join(map(re.escape, lexicon.surfaces("chrome", "tail")))
    return re.compile(rf"^[^\n]{{0,12}}(?:{words})", re.MULTILINE)


def body_range(text: str, lexicon: Lexicon) -> tuple[int, int]:
    """Return the stretch of the normal copy that is the document, without page chrome.

    The head ends before the first long line of running text. The tail begins at the first line
    of the second half that has a tail word and is followed by no long line of running text.
    """
    return _body_start(text, lexicon), _body_end(text, lexicon)


def _body_start(text: str, lexicon: Lexicon) -> int:
    marks = mark_finder(lexicon)
    above: list[tuple[int, int]] = []
    for start, end in _lines(text, 0):
        mark = marks.mark_at(text, start)
        if (
            mark is not None
            and mark.kind in ("chapter", "section", "box")
            and mark.rank != _MARKDOWN
        ):
            return start
        line = text[start : min(end, start + 400)]
        if end - start < _LONG or "•" in line[:6]:
            above.append((start, end))
        elif _CLOSED.search(line) and ">" not in line:
            return _above(text, above, start)
    return 0


def _above(text: str, above: list[tuple[int, int]], start: int) -> int:
    """Return the start of the heading lines right above the first running text.

    The first line of a document is its title, no heading.
    """
    while len(above) > 1:
        first, last = above.pop()
        line = text[first:last].strip()
        if line and (_CLOSED.search(line) or _NO_HEADING.search(line) or len(line) > _SHORT):
            break
        if line:
            start = first
    return start


def _body_end(text: str, lexicon: Lexicon) -> int:
    half = len(text) // 2
    last_long = half
    for start, end in _lines(text, half):
        if end - start > _RUNNING and text.find("。", start, end) >= 0 and text[start] != "•":
            last_long = end
    for match in _tail(lexicon).finditer(text, last_long):
        return match.start()
    return len(text)
