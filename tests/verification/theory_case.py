"""What a case of theory is: a scenario file, what is measured in a run of it, and what must come out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from theory_records import Floats, Seen

Sums = dict[str, tuple[float, ...]]
"""Numerator and denominator by name; of other things, one column each."""


@dataclass(frozen=True)
class Quantity:
    """Something whose exact value is known."""

    alternative: str
    name: str
    exact: float
    share: bool = False
    """A share or a difference of shares: its limit is in percentage points."""
    less: str = ""
    """Alternative that is subtracted, paired by replication."""
    full: bool = False
    """Asked of the full form only, since it needs many more replications than the others of its case."""


@dataclass(frozen=True)
class Check:
    """What came out beside what is exact."""

    case: str
    alternative: str
    name: str
    exact: float
    value: float
    half_width: float
    """Of the 95 % interval; NaN where the check is no mean or share."""
    limit: float
    """Largest half width that is allowed; infinite where there is none."""
    p: float
    """Chance, were the simulator right, of coming out at least as far off; two-sided."""


@dataclass(frozen=True)
class Case:
    """A scenario file, what is measured in each replication of it, and what must come out."""

    name: str
    measure: Callable[[Seen, str], Sums]
    quantities: tuple[Quantity, ...]
    full: int
    """Replications of the full form; the bounded form has those of the file."""
    bounded: bool = True
    """Part of the bounded form too."""
    by_seed: bool = False
    """Each replication has a city of its own, with its own seed, since the layout of a city is not its day."""
    extra: Callable[[dict[str, dict[str, Floats]]], list[Check]] | None = None
    """Checks of something else than means and shares; called with replication x column arrays."""


def means(alternative: str, full: bool = False, **exact: float) -> list[Quantity]:
    return [Quantity(alternative, name, value, full=full) for name, value in exact.items()]


def shares(alternative: str, **exact: float) -> list[Quantity]:
    return [Quantity(alternative, name, value, share=True) for name, value in exact.items()]
