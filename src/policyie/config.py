"""Options of the extractor, frozen, and the form of dates that callers give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from policyie.errors import ConfigError

_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


@dataclass(frozen=True, slots=True)
class ExtractorConfig:
    """What a user may change.

    Attributes:
        gazetteers: folder with a user's own word lists and rules, added to the shipped ones.
        models: whether the shipped models decide where the rules leave room, or a folder of
            weights that `policyie train` wrote.
        pattern_timeout: seconds that one user pattern may spend on one text.
        repairs: whether damaged characters are read through (percent signs, dashes, split digits).
    """

    gazetteers: Path | None = None
    models: Path | bool = True
    pattern_timeout: float = 1.0
    repairs: bool = True


def parse_date(text: str) -> date:
    """Return the first day of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.

    Raises:
        ConfigError: the text has another form, or the calendar has no such day.
    """
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text + "-01-01"[len(text) - 4 :])
        except ValueError:
            pass
    msg = f"{text!r} is no date of the form YYYY, YYYY-MM or YYYY-MM-DD"
    raise ConfigError(msg)
