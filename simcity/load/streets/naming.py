"""Ids of a scenario made of the names on a map."""

from __future__ import annotations

import re

LONGEST = 32
_WORDS = ("true", "false", "null")


def id_of(name: str, taken: set[str], otherwise: str = "station") -> str:
    """Return an id made of a name, each once; a name without letters gives ``otherwise``."""
    plain = re.sub(r"\W+", "_", name.lower()).strip("_")[:LONGEST].strip("_") or otherwise
    if plain[0].isdigit() or plain in _WORDS:
        plain = f"{otherwise}_{plain}"
    found, number = plain, 2
    while found in taken:
        found, number = f"{plain}_{number}", number + 1
    taken.add(found)
    return found
