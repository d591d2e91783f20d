"""The light records of segmentation."""

from __future__ import annotations

from msgspec import Struct


class Block(Struct, gc=False, eq=False):
    """A heading and the stretch that it governs; offsets count the normal copy.

    Attributes:
        kind: as in the output contract (`chapter`, `section`, `action`, `plan`, `item`, …).
        rank: a block closes the open blocks of its own rank and above.
        number: the mark before the title, or None.
        start: first character of the title, `end` the one after its last.
        body_end: where the stretch ends.
        parent: index of the enclosing block, -1 for none.
        phase: `planned`, `reported` or None, from the words of the title or of its parents.
    """

    kind: str
    rank: int
    number: str | None
    start: int
    end: int
    body_end: int
    parent: int
    phase: str | None


class Label(Struct, gc=False, eq=False):
    """A year that heads a block: `2024年:` gives 2024 to what follows."""

    year: int
    start: int
    end: int


class Sentence(Struct, gc=False, eq=False):
    """One sentence `[start, end)` of the normal copy, without its end mark.

    Attributes:
        block: index of the innermost enclosing block, -1 for none.
        label: the year label that holds here, or None.
        paragraph: running number of the paragraph.
        head: whether the sentence is the first of its paragraph (after a run-in title).
        kind: `body`, `heading` (a heading line, the document's title) or `table`.
        fresh: whether the paragraph is the first under its heading.
        details: whether the paragraph opens like a detail of the one before ((一), 1., 其中).
    """

    start: int
    end: int
    block: int
    label: Label | None
    paragraph: int
    head: bool
    kind: str
    fresh: bool
    details: bool
