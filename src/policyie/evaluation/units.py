"""Units as the score compares them: one name for each, one base for each dimension.

The table `units.tsv` belongs to the definition of the score, so that a change of the gazetteers
changes what is extracted and never how it is measured.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import opencc


@dataclass(frozen=True, slots=True)
class UnitTable:
    """The rows of `units.tsv` by their kind.

    Attributes:
        aliases: a spelling to the name that stands for it.
        multipliers: a leading 万, 亿, … to its factor, longest first.
        bases: a name to the base unit and the factor that leads there.
    """

    aliases: Mapping[str, str]
    multipliers: Mapping[str, float]
    bases: Mapping[str, tuple[str, float]]

    def canonical(self, unit: str) -> str:
        """The name that stands for a spelling, or the spelling itself."""
        return self.aliases.get(unit.lower(), unit)


@cache
def load_units() -> UnitTable:
    """The table of units, read once."""
    text = files("policyie.evaluation").joinpath("units.tsv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t"))
    multipliers = {
        row["surface"]: float(Fraction(row["factor"]))
        for row in sorted(rows, key=lambda row: -len(row["surface"]))
        if row["kind"] == "multiplier"
    }
    return UnitTable(
        aliases={row["surface"]: row["canonical"] for row in rows if row["kind"] == "alias"},
        multipliers=multipliers,
        bases={
            row["surface"]: (row["canonical"], float(Fraction(row["factor"])))
            for row in rows
            if row["kind"] == "base"
        },
    )


@cache
def _converter() -> opencc.OpenCC:
    from opencc import OpenCC  # slow to load, and only a comparison needs it

    return OpenCC("t2s")


def simplify(text: str) -> str:
    """The text in simplified characters (OpenCC t2s)."""
    simplified: str = _converter().convert(text)
    return simplified


def to_base(value: float | None, unit: str | None) -> tuple[float | None, str | None]:
    """A value with its unit in the base unit; both None when there is no value.

    >>> to_base(3, "亿元")
    (300000000.0, '元')
    >>> to_base(12, "名")
    (12.0, '人')
    """
    if value is None:
        return None, None
    table = load_units()
    spelled = (unit or "").strip().replace("（", "(").replace("）", ")")
    name = table.canonical(unicodedata.normalize("NFC", simplify(spelled)))
    factor = 1.0
    if name not in table.bases:  # 千瓦时 is not a thousand 瓦时
        prefix = next((prefix for prefix in table.multipliers if name.startswith(prefix)), "")
        factor = table.multipliers.get(prefix, 1.0)
        name = table.canonical(name.removeprefix(prefix))
    base, scale = table.bases.get(name, (name, 1.0))
    return value * factor * scale, base


def split_unit(unit: str | None) -> tuple[str | None, str]:
    """The part of a unit before the slash, None if empty, and what stands after it.

    >>> split_unit("万元/户")
    ('万元', '户')
    >>> split_unit("ug/m3")
    ('微克', '立方米')
    """
    spelled = unicodedata.normalize("NFKC", unit or "").strip()
    above, _, below = load_units().canonical(spelled).partition("/")
    return above or None, below.replace("/", "")
