"""Numbers as text: values, differences and intervals, with as many digits as their error leaves meaning."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

NONE = "-"
"""Stands where there is no number."""

_SCALE = {"share": 100.0, "s": 1.0, "/day": 1.0, "/year": 1.0}
_WORDS = {"share": "percentage points", "s": "seconds", "/day": "a day", "/year": "a year"}
_DECIMALS = {"share": 1, "s": 0, "/day": 1, "/year": 1}
_MOST = 3


def digits(unit: str, errors: Iterable[float] = ()) -> int:
    """Return how many decimals show the smallest of some half widths; one figure of it at least."""
    scale, number = _SCALE[unit], _DECIMALS[unit]
    real = [error * scale for error in errors if isfinite(error) and error * scale > 1e-9]
    while real and number < _MOST and min(real) < 0.95 * 10.0**-number:
        number += 1
    return number


def value(number: float, unit: str, decimals: int | None = None) -> str:
    """Return a value: shares in per cent, seconds as minutes and seconds."""
    if not isfinite(number):
        return NONE
    if unit == "s":
        return clock(number)
    text = f"{number * _SCALE[unit]:.{_DECIMALS[unit] if decimals is None else decimals}f}"
    return f"{text} %" if unit == "share" else text


def clock(seconds: float) -> str:
    """Return seconds as minutes and seconds, 10:05."""
    whole = round(abs(seconds))
    return f"{'-' if seconds < 0 and whole else ''}{whole // 60}:{whole % 60:02d}"


def signed(number: float, unit: str, decimals: int | None = None) -> str:
    """Return a difference with its sign and without its unit; what rounds to 0 has no sign."""
    if not isfinite(number):
        return NONE
    decimals = _DECIMALS[unit] if decimals is None else decimals
    text = f"{number * _SCALE[unit]:+.{decimals}f}"
    return text if float(text) else text[1:]


def interval(number: float, half: float, unit: str, decimals: int | None = None) -> str:
    """Return the ends of an interval."""
    if not (isfinite(number) and isfinite(half)):
        return NONE
    return f"{signed(number - half, unit, decimals)} to {signed(number + half, unit, decimals)}"


def give_or_take(number: float, half: float, unit: str, decimals: int | None = None) -> str:
    """Return a difference and its half width."""
    if not isfinite(number):
        return NONE
    text = signed(number, unit, decimals)
    return f"{text} ± {plain(half, unit, decimals)}" if isfinite(half) else text


def plain(number: float, unit: str, decimals: int | None = None) -> str:
    """Return a size without sign and unit."""
    if not isfinite(number):
        return NONE
    return f"{number * _SCALE[unit]:.{_DECIMALS[unit] if decimals is None else decimals}f}"


def unit_words(unit: str) -> str:
    """Return the unit of a difference in words."""
    return _WORDS[unit]
