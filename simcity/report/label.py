"""The label of a metric: what it is called in plain words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """A metric in plain words; ``{type}``, ``{agency}``, ``{target}``, ``{centre}`` and ``{part}`` are filled in.

    ``{agency}`` is what follows the type, an agency or a centre; ``{centre}`` a centre, agency, sensor or hospital.
    """

    name: str
    """Few words, for tables and axes."""
    what: str
    """A noun phrase, after "no difference is seen in"."""
    more: str
    """A clause for where it is higher."""
    less: str
    """A clause for where it is lower."""
    better: int
    """1 where more is better, -1 where less is, 0 where neither is."""
