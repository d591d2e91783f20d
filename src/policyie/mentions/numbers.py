"""Numerals to values: Arabic, Chinese and mixed."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

MULTIPLIERS = {
    "万亿": 10**12,
    "千亿": 10**11,
    "百亿": 10**10,
    "十亿": 10**9,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "千": 10**3,
    "百": 10**2,
}
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "壹": 1}
_STEPS = {"十": 10, "百": 100, "千": 1000}


def parse_arabic(text: str) -> int | float:
    """Return the value of digits with thousands commas and a decimal point.

    >>> parse_arabic("12,500")
    12500
    >>> parse_arabic("3.50")
    3.5
    """
    plain = text.replace(",", "").replace(" ", "")
    if "." not in plain:
        return int(plain)
    return tidy(Decimal(plain))


def tidy(value: Decimal | float) -> int | float:
    """Return `value` as a JSON number of at most 12 significant digits."""
    number = float(f"{value:.12g}")
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


@lru_cache(maxsize=4096)
def parse_chinese(text: str) -> int | float | None:
    """Return the value of a Chinese numeral, or None when it is none.

    Plain numerals up to 亿 with 点 for decimals; a row of digits (二〇三五) reads digit by digit.
    Other forms (formal numerals such as 贰仟) go through cn2an.

    >>> parse_chinese("一百二十"), parse_chinese("两千"), parse_chinese("三点五")
    (120, 2000, 3.5)
    """
    whole, point, tail = text.partition("点")
    value = _whole(whole)
    if value is None:
        return _formal(text)
    if not point:
        return value
    if not tail or any(c not in _DIGITS for c in tail):
        return None
    return tidy(Decimal(f"{value}." + "".join(str(_DIGITS[c]) for c in tail)))


def _whole(text: str) -> int | None:
    if not text:
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, section, digit = 0, 0, -1
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _STEPS:
            section += (1 if digit < 0 else digit) * _STEPS[char]
            digit = -1
        elif char in "万亿":
            section += max(digit, 0)
            scale = MULTIPLIERS[char]
            total = (
                (total + section or 1) * scale if char == "亿" else total + (section or 1) * scale
            )
            section, digit = 0, -1
        else:
            return None
    return total + section + max(digit, 0)


def _formal(text: str) -> int | float | None:
    import cn2an

    try:
        return tidy(float(cn2an.cn2an(text, "smart")))
    except ValueError:
        return None
