from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from policyie.errors import ConfigError
from policyie.evaluation.agreement import (
    cohen_kappa,
    format_agreement,
    format_differences,
    krippendorff_alpha,
    measure_agreement,
    pair_files,
    to_json,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def agree(tmp_path: Path) -> Any:
    """The agreement of two lists of records."""

    def run(one: Any, other: Any) -> Any:
        for name, records in (("one", one), ("other", other)):
            (tmp_path / name).mkdir(exist_ok=True)
            text = "".join(json.dumps(record) + "\n" for record in records)
            (tmp_path / name / "a.jsonl").write_text(text, encoding="utf-8")
        return measure_agreement(pair_files(tmp_path / "one", tmp_path / "other"))

    return run


@pytest.mark.parametrize(
    ("labels", "kappa", "alpha"),
    [
        # By hand: observed 0.6, chance 0.5 of the readers' own shares; alpha from the
        # coincidences of 10 values, 2·5·5/(10·9) expected to differ.
        ([("a", "a"), ("a", "b"), ("b", "b"), ("b", "a"), ("b", "b")], 0.1667, 0.25),
        ([("a", "b"), ("b", "a")], -1.0, -0.5),
        ([("a", "a"), ("b", "b")], 1.0, 1.0),
    ],
)
def test_chance_is_taken_off(labels: Any, kappa: float, alpha: float) -> None:
    assert cohen_kappa(labels) == pytest.approx(kappa, abs=1e-4)
    assert krippendorff_alpha(labels) == pytest.approx(alpha, abs=1e-4)


def test_alpha_of_the_published_example() -> None:
    """Two coders, ten units, two categories (Krippendorff, Computing alpha, 2011, section B)."""
    one = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    other = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert krippendorff_alpha(list(zip(one, other, strict=True))) == pytest.approx(0.095, abs=1e-3)


def test_the_same_twice(agree: Any, make_gold: Any, make_milestone: Any) -> None:
    records = [make_gold(), make_milestone(start=20, end=31)]
    agreement = agree(records, records)
    found = agreement.summary()
    assert (found["detection_f1"], found["same_span"], agreement.differences) == (1, 1, [])
    assert {row["agreement"] for row in found["fields"].values()} == {1}
    assert found["fields"]["status"]["kappa"] is None  # one label explains itself
    assert found["milestones"]["full_f1"] == 1
    assert format_differences(agreement.differences) == "no differences\n"
    [line] = [line for line in format_agreement(agreement).splitlines() if "status" in line]
    assert line.split() == ["status", "1.0000", "–", "–"]


def test_each_difference_is_told(agree: Any, make_gold: Any) -> None:
    one = [
        make_gold(),
        make_gold(id="t002", start=30, end=33),
        make_gold(id="t003", start=40, end=43, part_of="t001"),
        make_gold(id="t004", start=50, end=54, quantity="12個個"),
    ]
    other = [
        make_gold(id="x1", comparator="reach", status="reported", owner="市园林局"),
        make_gold(id="x3", start=40, end=43, part_of="x1", indicator="口袋公園數"),
        make_gold(id="x4", start=50, end=53, headings=[], part_of="x1"),
        make_gold(id="x5", start=60, end=63),
    ]
    agreement = agree(one, other)
    found = agreement.summary()
    assert (found["one"], found["other"], found["pairs"]) == (4, 4, 3)
    assert found["detection_f1"] == 0.75
    assert found["same_span"] == pytest.approx(2 / 3, abs=1e-4)
    shares = {name: row["agreement"] for name, row in found["fields"].items()}
    third = pytest.approx(2 / 3, abs=1e-4)
    for name in ("comparator", "status", "owner", "path", "part_of", "indicator_strict"):
        assert shares[name] == third, name
    assert shares["value"] == shares["indicator"] == 1
    shown = format_differences(agreement.differences)
    assert shown.splitlines() == [
        "-- a [8:11] A line 1, B line 1: t001 12個  '全市新建口袋公園12個'",
        "   comparator: A 'exactly', B 'reach'",
        "   status: A 'planned', B 'reported'",
        "   owner: A None, B '市园林局'",
        "-- a [30:33] only A, line 2: t002 12個  '全市新建口袋公園12個'",
        "-- a [40:43] A line 3, B line 2: t003 12個  '全市新建口袋公園12個'",
        "   indicator_strict: A '口袋公園', B '口袋公園數'",
        "-- a [50:54] A line 4, B line 3: t004 12個個  '全市新建口袋公園12個'",
        "   quantity: A '12個個', B '12個'",
        "   path: A ['實施添綠行動'], B []",
        "   part_of: A None, B 'x1'",
        "-- a [60:63] only B, line 4: x5 12個  '全市新建口袋公園12個'",
    ]
    told = to_json(agreement)["differences"]
    assert [len(one["fields"]) for one in told] == [3, 0, 1, 3, 0]
    assert (told[1]["one"]["line"], told[1]["other"]) == (2, None)


def test_a_parent_that_the_other_missed(agree: Any, make_gold: Any) -> None:
    part = make_gold(id="t002", start=30, end=33)
    agreement = agree([make_gold(), part | {"part_of": "t001"}], [part])
    assert agreement.summary()["fields"]["part_of"]["agreement"] == 0


def test_milestones(agree: Any, make_gold: Any, make_milestone: Any) -> None:
    both = make_milestone(start=20, end=31)
    late = make_milestone(start=20, end=31, period="2025")
    only = make_milestone(id="m002", start=50, end=61)
    agreement = agree([make_gold(), both], [make_gold(), late, only])
    assert agreement.summary()["milestones"] == {
        "one": 1,
        "other": 2,
        "pairs": 1,
        "right": 0,
        "detection_f1": pytest.approx(0.6667),
        "full_f1": 0,
    }
    assert "milestones: 1 and 2, 1 in both" in format_agreement(agreement)
    shown = format_differences(agreement.differences)
    assert "   period: A '2024', B '2025'" in shown
    assert "only B, line 3: m002 milestone" in shown
    assert len(agree([make_gold()], [make_gold(), both]).differences) == 1


def test_nothing_in_common(agree: Any, make_gold: Any) -> None:
    agreement = agree([make_gold()], [make_gold(start=50, end=53)])
    found = agreement.summary()
    assert (found["detection_f1"], found["same_span"], found["milestones"]) == (0, None, None)
    assert "same span: –" in format_agreement(agreement)


def test_files_or_folders_must_fit(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    with pytest.raises(ConfigError, match="other: no such file or folder"):
        pair_files(one, other)
    other.mkdir()
    with pytest.raises(ConfigError, match="no gold files"):
        pair_files(one, other)
    (one / "a.jsonl").touch()
    with pytest.raises(ConfigError, match="only one has a"):
        pair_files(one, other)
    with pytest.raises(ConfigError, match="two files or two folders"):
        pair_files(one / "a.jsonl", other)
    (other / "b.jsonl").touch()
    files = (one / "a.jsonl", other / "b.jsonl")
    assert pair_files(*files) == [("a", *files)]
