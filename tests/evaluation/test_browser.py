from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from policyie.errors import ReadError
from policyie.evaluation.browser import to_html, write_browser
from policyie.evaluation.gold import GoldRecord
from policyie.evaluation.metrics import Evaluation, score_document
from policyie.evaluation.predictions import read_predictions

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "全市新建口袋公園12個</script><b>𠮷</b>\u2028" + "园" * 60


@pytest.fixture
def evaluation(make_gold: Any, make_milestone: Any) -> Any:
    def build(*predicted: Any) -> Evaluation:
        gold = [make_gold(note="见“12個”"), make_milestone(start=20, end=31)]
        records = [GoldRecord.model_validate(record) for record in gold]
        found = score_document("a", records, read_predictions(predicted, "a"))
        return Evaluation([replace(found, text=TEXT)])

    return build


def read_data(page: str) -> Any:
    [data] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page)
    return json.loads(data)


def test_the_page_holds_texts_and_errors(evaluation: Any, make_predicted: Any) -> None:
    extra = make_predicted(id="p2", quantity={"span": [40, 43], "text": "60个"})
    data = read_data(to_html(evaluation(make_predicted(period=None, headings=[]), extra)))
    [document] = data["documents"]
    assert document["text"] == TEXT
    assert document["gold"] == [[8, 11], [20, 31]]
    assert document["predicted"] == [[8, 11], [40, 43]]
    assert [item["document"] for item in data["items"]] == [0, 0, 0]
    fields = [item["fields"] for item in data["items"]]
    assert fields == [["period", "path"], ["MISSED"], ["SPURIOUS"]]
    pair, missed, spurious = data["items"]
    assert pair["gold"]["values"]["period"] == "2024"
    assert pair["gold"]["note"] == "见“12個”"
    assert pair["predicted"]["values"]["period"] is None
    assert pair["gold"]["span"] == pair["predicted"]["span"] == [8, 11]
    assert (missed["predicted"], spurious["gold"]) == (None, None)
    assert spurious["predicted"]["values"]["words"] == "60个"


def test_records_without_an_error_are_left_out(evaluation: Any, make_predicted: Any) -> None:
    milestone = make_predicted(kind="milestone", span=[20, 31]) | {"quantity": None}
    assert read_data(to_html(evaluation(make_predicted(), milestone)))["items"] == []
    late = evaluation(make_predicted(), milestone | {"period": None})
    [item] = read_data(to_html(late))["items"]
    assert item["fields"] == ["milestone"]


def test_changes_against_another_system(evaluation: Any, make_predicted: Any) -> None:
    ours, theirs = make_predicted(verb="拆除"), make_predicted(period=None)
    page = to_html(evaluation(ours), evaluation(theirs))
    item = read_data(page)["items"][0]
    assert item["fields"] == ["gained", "lost"]
    assert item["gold"]["values"]["gained"] == ["period", "core", "full", "record"]
    assert item["gold"]["values"]["lost"] == ["verb"]


def test_the_page_stands_alone(evaluation: Any, tmp_path: Path) -> None:
    path = tmp_path / "errors.html"
    write_browser(path, evaluation())
    page = path.read_text("utf-8")
    assert page == to_html(evaluation())
    assert page.count("</script>") == 2  # none from the text
    assert not re.search(r"https?://|src=|@import|url\(", page)
    with pytest.raises(ReadError, match="cannot be written"):
        write_browser(tmp_path, evaluation())
