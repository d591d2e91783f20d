from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from policyie.outputs.jsonl import to_jsonl
from policyie.schema import Target

Record = dict[str, Any]
RECORD = Path(__file__).with_name("record.json")


def build_record(quantity: Record | None = None, **changes: Any) -> Record:
    """The record of the file with changes, a milestone unless `quantity` is given."""
    record: Record = json.loads(RECORD.read_text("utf-8"))
    if quantity is None:
        return {**record, "kind": "milestone", "quantity": None, **changes}
    return {**record, "quantity": {**record["quantity"], **quantity}, **changes}


def test_each_record_is_one_line() -> None:
    records = [build_record({}), build_record(text="甲\n乙\u2028丙")]
    text = to_jsonl(iter(records))
    assert [json.loads(line) for line in text.split("\n")[:-1]] == records
    assert "社区食堂" in text


def test_no_records_are_no_text() -> None:
    assert to_jsonl([]) == ""


def test_lines_are_valid_targets() -> None:
    line = to_jsonl(
        [build_record({"per": {"text": "每户", "spans": [], "value": 1, "unit": "户"}})]
    )
    assert Target.model_validate_json(line).quantity is not None
