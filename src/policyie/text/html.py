"""HTML pages to lines of text.

The extracted text is the raw text of a page: offsets of the output count its characters, not
those of the source with its tags. Block elements become lines, a table row one line with its
cells separated by tabs. Comments, scripts, styles, navigation and form controls are dropped;
other things around the document are left for `policyie.segments` to set apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element, iterwalk  # type: ignore[import-untyped]

_HEAD = re.compile(
    r"(?:\s|<!--(?:[^-]|-(?!->))*-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE
)
_DROPPED = re.compile(
    "audio|button|canvas|datalist|embed|head|iframe|input|map|math|nav|noscript|object|option|rp|rt"
    "|script|select|style|svg|template|textarea|title|video"
)
_BLOCKS = re.compile(
    "address|article|aside|blockquote|body|br|caption|center|dd|details|dialog|dir|div|dl|dt"
    "|fieldset|figcaption|figure|footer|form|h[1-6]|header|hgroup|hr|html|legend|li|main|menu|ol|p"
    "|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_CELLS = frozenset({"td", "th"})
_SPACE = re.compile(r"[ \t\n\r\f]+")
_LONG_CELL = 2000  # characters; a longer cell holds a page, not a figure
_MAX_COLUMNS = 200


def is_html(text: str, name: str = "") -> bool:
    """Whether a text is an HTML page, by the ending of its name or by its first tag."""
    return name.lower().endswith((".html", ".htm")) or _HEAD.match(text) is not None


def extract_text(page: str) -> str:
    r"""The text of an HTML page, one block a line, without empty lines and without tags.

    White space is collapsed as a browser does it, except that a line break between two Chinese
    characters is no blank; no-break and ideographic spaces stay. A cell that spans several rows
    or columns leaves empty cells where it reaches, so that columns stay in line.

    >>> extract_text("<h1>目标</h1><table><tr><td>床位</td><td>120张</td></tr></table>")
    '目标\n床位\t120张\n'
    """
    from lxml import etree  # type: ignore[import-untyped]

    if not page.strip():
        return ""
    # Bytes, since lxml refuses a str that states an encoding of its own.
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    root = etree.fromstring(_drop_server_tags(page).encode("utf-8", "replace"), parser)
    if root is None:
        return ""
    writer = _Writer()
    for event, node in _walk(etree.iterwalk(root, events=("start", "end"))):
        if event == "text":
            writer.add(node)
        elif event == "start":
            writer.open(node)
        else:
            writer.close(node)
    return writer.finish()


def _drop_server_tags(page: str) -> str:
    """A page without the `<% … %>` of server pages that were saved unrun."""
    parts, place = [], 0
    while (start := page.find("<%", place)) >= 0 and (end := page.find("%>", start)) >= 0:
        parts.append(page[place:start])
        place = end + 2
    return "".join([*parts, page[place:]])


def _walk(walker: iterwalk) -> Iterator[tuple[str, _Element | str]]:
    """Starts and ends of the elements that are kept and the texts between, in page order."""
    for event, node in walker:
        kept = isinstance(node.tag, str) and not _DROPPED.fullmatch(node.tag)
        if event == "start" and not kept:
            walker.skip_subtree()
        elif event == "start":
            yield "start", node
            if node.text:
                yield "text", node.text
        else:
            if kept:
                yield "end", node
            if node.tail:
                yield "text", node.tail


class _Row:
    """The cells of a table row while they are read."""

    __slots__ = ("cells", "node")

    def __init__(self, node: _Element) -> None:
        self.node = node
        self.cells: list[str] = []


class _Writer:
    """Lines of a page, built from the events of `_walk`."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._parts: list[str] = []
        self._row: _Row | None = None
        self._pre = 0
        # Column to the number of further rows that a cell above reaches into, for each table.
        self._spans: list[dict[int, int]] = []

    def add(self, text: str) -> None:
        """Take a text as it stands between two tags."""
        if self._pre and self._row is None:
            first, *rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self._parts.append(first)
            for line in rest:
                self._break()
                self._parts.append(line)
        else:
            self._parts.append(text)

    def open(self, node: _Element) -> None:
        """Take the start of an element."""
        tag = node.tag
        if tag == "table":
            self._spans.append({})
        if self._row is not None:
            if _BLOCKS.fullmatch(tag) and tag not in _CELLS:
                self._parts.append(" ")
            return
        if _BLOCKS.fullmatch(tag):
            self._break()
        if tag == "pre":
            self._pre += 1
        if tag == "tr" and self._spans and _is_data_row(node):
            self._row = _Row(node)

    def close(self, node: _Element) -> None:
        """Take the end of an element."""
        tag = node.tag
        if tag == "table" and self._spans:
            self._spans.pop()
        if self._row is not None:
            self._close_in_row(self._row, node)
            return
        if tag == "pre":
            self._pre -= 1
        if _BLOCKS.fullmatch(tag):
            self._break()

    def finish(self) -> str:
        """The text of all lines."""
        self._break()
        return "".join(f"{line}\n" for line in self._lines)

    def _close_in_row(self, row: _Row, node: _Element) -> None:
        if node.tag in _CELLS:
            self._skip_spanned(row)
            row.cells.append(_collapse("".join(self._parts)))
            self._parts.clear()
            self._reach(row, node)
        elif node is row.node:
            self._skip_spanned(row)
            self._parts.clear()
            self._row = None
            if any(cell.strip() for cell in row.cells):
                self._lines.append("\t".join(row.cells).rstrip("\t "))
        elif _BLOCKS.fullmatch(node.tag):
            self._parts.append(" ")

    def _skip_spanned(self, row: _Row) -> None:
        """Leave a cell empty for each column that a cell of a row above reaches into."""
        spans = self._spans[-1]
        while spans.get(len(row.cells), 0):
            spans[len(row.cells)] -= 1
            row.cells.append("")

    def _reach(self, row: _Row, node: _Element) -> None:
        """Note what a cell that has just been added spans."""
        rows, columns = _read_span(node, "rowspan"), _read_span(node, "colspan")
        first = len(row.cells) - 1
        row.cells.extend([""] * (columns - 1))
        if rows > 1:
            self._spans[-1].update(dict.fromkeys(range(first, first + columns), rows - 1))

    def _break(self) -> None:
        if not self._parts:
            return
        line = "".join(self._parts)
        self._parts.clear()
        line = line.rstrip() if self._pre else _collapse(line)
        if line and not line.isspace():
            self._lines.append(line)


def _is_data_row(row: _Element) -> bool:
    """Whether a row holds data: several cells, none of which holds a table or a whole page."""
    cells = [child for child in row if child.tag in _CELLS]
    if len(cells) < 2:
        return False
    return all(
        cell.find(".//table") is None and sum(map(len, cell.itertext())) <= _LONG_CELL
        for cell in cells
    )


def _read_span(cell: _Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    count = int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 1
    return min(max(count, 1), _MAX_COLUMNS)


def _collapse(text: str) -> str:
    """White space as a browser shows it; a line break between Chinese characters goes."""
    return _SPACE.sub(_blank, text).strip(" ")


def _blank(match: re.Match[str]) -> str:
    start, end = match.span()
    text = match.string
    if "\n" not in match[0] or start == 0 or end == len(text):
        return " "
    widths = {unicodedata.east_asian_width(char) for char in (text[start - 1], text[end])}
    return "" if widths <= {"W", "F", "A"} and widths != {"A"} else " "
