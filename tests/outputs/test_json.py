from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from policyie.outputs.json import to_json

Record = dict[str, Any]
RECORD = Path(__file__).with_name("record.json")


def build_record(quantity: Record | None = None, **changes: Any) -> Record:
    """The record of the file with changes, a milestone unless `quantity` is given."""
    record: Record = json.loads(RECORD.read_text("utf-8"))
    if quantity is None:
        return {**record, "kind": "milestone", "quantity": None, **changes}
    return {**record, "quantity": {**record["quantity"], **quantity}, **changes}


def test_a_document_is_one_object_on_one_line() -> None:
    target = build_record({})
    document = {
        "doc": target["doc"],
        "blocks": [],
        "targets": [target],
        "milestones": [build_record()],
        "checks": [],
    }
    text = to_json(document)
    assert json.loads(text) == document
    assert text.count("\n") == 1
    assert text.endswith("\n")
