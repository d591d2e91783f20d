"""Edits of the normal copy and the way back to the raw text."""

from __future__ import annotations

import pytest

from policyie.text.mending import Fix, Mended, apply_fixes
from policyie.text.normalize import normalize


def fix(start: int, end: int, new: str, shown: tuple[int, int] | None = None) -> Fix:
    return Fix(start, end, new, "rule", "ground", shown or (start, end))


def mend(raw: str, *fixes: Fix) -> Mended:
    return apply_fixes(Mended(normalize(raw), ()), fixes)


@pytest.mark.parametrize(
    ("raw", "fixes", "normal", "words"),
    [
        ("达到15机新建", [fix(4, 5, "%。")], "达到15%。新建", {"15%": "15机", "新建": "新建"}),
        ("共3 500个", [fix(2, 3, "")], "共3500个", {"3500个": "3 500个"}),
        ("20232025年", [fix(4, 4, "-")], "2023-2025年", {"2025年": "2025年", "2023-": "2023"}),
        (
            "新　建 甲5乐乙",
            [fix(4, 5, "%")],
            "新建甲5%乙",
            {"新建": "新　建", "甲5%": "甲5乐", "乙": "乙"},
        ),
        ("甲12\n\n乙", [fix(1, 3, "")], "甲\n乙", {"甲": "甲", "乙": "乙"}),
    ],
    ids=["two-for-one", "deleted", "put-in", "after-deletions", "before-a-break"],
)
def test_spans_lead_to_the_raw_characters(
    raw: str, fixes: list[Fix], normal: str, words: dict[str, str]
) -> None:
    source = mend(raw, *fixes).source
    assert source.normal == normal
    for word, expected in words.items():
        start = normal.index(word)
        assert source.raw_slice(start, start + len(word)) == expected


def test_of_two_fixes_at_one_place_the_first_stands() -> None:
    assert mend("甲乙丙", fix(0, 2, "丁"), fix(1, 3, "戊")).source.normal == "丁丙"


def test_repairs_move_with_later_fixes() -> None:
    first = mend("甲5机乙6机", fix(2, 3, "%。", (1, 3)))
    both = apply_fixes(first, [fix(6, 7, "%", (5, 7)), fix(0, 1, "")])
    assert both.source.normal == "5%。乙6%"
    places = [(r.start, r.end) for r in both.repairs]
    assert [both.source.normal[a:b] for a, b in places] == ["", "5%。", "6%"]
    assert [both.source.raw_slice(a, b) for a, b in places] == ["", "5机", "6机"]


def test_nothing_to_mend_gives_the_same_text() -> None:
    mended = Mended(normalize("新建公园"), ())
    assert apply_fixes(mended, []) is mended
