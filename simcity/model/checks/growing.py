"""Checks of levels: whether an incident can come to them, and whether what is said of them means anything."""

from __future__ import annotations

from collections.abc import Iterator

from simcity.model.faults import Fault, Path
from simcity.model.references import Known, present


def growing(known: Known) -> Iterator[Fault]:
    """Give what is wrong with the levels of incident types."""
    for name, incident in present(known.incidents):
        tells_more = False
        for title, level in incident.levels.items():
            path: Path = ("incidents", name, "levels", title)
            if level.share == 0.0 and level.after is None:
                wrong = "no incident ever comes to this level: none begins at it (share) and none grows to it (after)"
                cure = "give share, such as share: 10 %, or after, such as after: 5 min, or take the level out"
                yield Fault(path, f"{wrong}; {cure}", True, everywhere=True)
            elif level.after is None and level.unless is not None:
                wrong = f"nothing grows to this level, so there is no growth that '{level.unless}' could stop"
                yield Fault((*path, "unless"), f"{wrong}; give after, or take unless out", True, everywhere=True)
            tells_more = tells_more or bool(level.needs)
            if level.told > 0.0 and not tells_more:
                wrong = "a report that tells of this level changes nothing, since neither it nor a lower one needs more"
                yield Fault((*path, "told"), f"{wrong}; give needs, or take told out", True, everywhere=True)
