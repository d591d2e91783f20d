"""Rows of digits that were run together, split by their sums."""

from __future__ import annotations

from typing import Any

import pytest

from policyie import extract_text
from policyie.lexicon import load_lexicon
from policyie.targets.columns import find_number_table
from policyie.targets.grammar import grammar_for

HEADER = "云溪市劳动力培训情况如下:县(区)培训总数(人)男性人数(人)女性人数(人)"
ROWS = "东岭区300180120西河区500240260北山区415200215"
TOTAL = "合计1215620595"


def split(text: str) -> list[tuple[str, list[str]]] | None:
    table = find_number_table(text, grammar_for(load_lexicon()), 0, len(text))
    if table is None:
        return None
    return [(text[a:b], [text[c:d] for c, d in cells]) for (a, b), cells in table.rows]


def test_rows_are_split_where_parts_meet_their_total() -> None:
    assert split(HEADER + ROWS + TOTAL) == [
        ("东岭区", ["300", "180", "120"]),
        ("西河区", ["500", "240", "260"]),
        ("北山区", ["415", "200", "215"]),
        ("合计", ["1215", "620", "595"]),
    ]


def test_bottom_row_is_known() -> None:
    text = HEADER + ROWS + TOTAL
    table = find_number_table(text, grammar_for(load_lexicon()), 0, len(text))
    assert table is not None
    assert (table.total_row, table.units) == (3, ["人"] * 3)


def test_bottom_row_may_be_missing() -> None:
    assert split(HEADER + ROWS) == [
        ("东岭区", ["300", "180", "120"]),
        ("西河区", ["500", "240", "260"]),
        ("北山区", ["415", "200", "215"]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        HEADER + "东岭区300180121西河区500240260北山区415200215",  # no cut meets the total
        HEADER + ROWS + "合计1215620596",  # the columns do not meet the bottom row
        HEADER + "东岭区300180120",  # too few rows
        "县(区)培训总数(人)" + ROWS,  # one column only
        "东岭区建成公园300处，西河区建成公园500处，北山区建成公园415处，合计1215处。",
        "",
    ],
    ids=["no-total", "no-column", "few-rows", "one-column", "sentence", "empty"],
)
def test_nothing_is_chosen_without_ground(text: str) -> None:
    assert split(text) is None


def build_records(text: str) -> list[dict[str, Any]]:
    return [t.model_dump(by_alias=True) for t in extract_text(text).targets]


def test_each_cell_is_a_record_that_names_its_whole() -> None:
    text = f"2031年{HEADER}{ROWS}{TOTAL}。"
    records = build_records(text)
    assert [record["quantity"]["value"] for record in records[:3]] == [300, 180, 120]
    assert [record["scope"] for record in records[:4]] == ["东岭区"] * 3 + ["西河区"]
    assert {record["period"]["start"] for record in records} == {"2031-01-01"}
    by_id = {record["id"]: record for record in records}
    assert by_id[records[1]["part_of"]]["quantity"]["value"] == 300
    assert by_id[records[0]["part_of"]]["quantity"]["value"] == 1215
    assert all(check["ok"] for record in records for check in record["checks"])
