"""A small annotated folder: made-up sentences whose gold is known from how they are made."""

import json
from pathlib import Path

import pytest

DOCUMENTS = 6
_THINGS = (
    "口袋公园",
    "社区食堂",
    "充电车位",
    "停车泊位",
    "文化广场",
    "养老床位",
    "体育公园",
    "书屋",
)
_VERBS = ("新建", "改造", "建成", "完成")
_UNITS = ("个", "处", "座", "家")


@pytest.fixture(scope="session")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of texts with gold; in every third sentence it leaves a word of the name out."""
    folder = tmp_path_factory.mktemp("gold")
    for number in range(DOCUMENTS):
        text, rows = "青湾市城乡建设工作安排\n\n", []
        for place, thing in enumerate(_THINGS):
            verb, unit = _VERBS[(place + number) % 4], _UNITS[(place * 3 + number) % 4]
            said = f"{place + number + 11}{unit}"
            odd = (place + number) % 3 == 0
            words = f"标杆级{thing}" if odd else thing
            start = len(text) + len(verb) + len(words)
            quote = f"{verb}{words}{said}"
            rows.append(
                {
                    "id": f"t{place:03d}",
                    "quote": quote,
                    "quantity": said,
                    "value": place + number + 11,
                    "unit": unit,
                    "comparator": "exactly",
                    "mode": "level",
                    "status": "planned",
                    "period": None,
                    "indicator": thing,
                    "headings": [],
                    "start": start,
                    "end": start + len(said),
                }
            )
            text += f"{quote}。\n\n"
        (folder / f"plan-{number}.txt").write_text(text, "utf-8")
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / f"plan-{number}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder
