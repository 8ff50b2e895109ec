"""A city as loaded from a file: its alternatives, and where every number comes from."""

from __future__ import annotations

from dataclasses import dataclass, field

from simcity.model.scenario import Scenario


@dataclass(frozen=True)
class Source:
    """An entry of ``sources:`` in a scenario file."""

    id: str
    text: str
    """Title or outlet, year, address."""
    confidence: str
    """S seen in a source, D derived by arithmetic, B background knowledge, not verified."""
    year: int | None = None
    """Year to which its figures belong."""
    low: str = ""
    """Lowest believable value in per cent of each figure; empty if not given."""
    high: str = ""
    """Highest believable value in per cent of each figure; empty if not given."""


@dataclass(frozen=True)
class Fact:
    """One number of a scenario file and what it rests on."""

    path: str
    value: str
    """As written."""
    source: str
    """Id of the source, or ``assumed``."""
    confidence: str
    """That of the source; ``assumed`` for an assumption."""
    note: str
    """What the source says, or why it is assumed."""
    low: str
    """Lowest believable value as written (a share in per cent is relative to the value); empty if not given."""
    high: str
    line: int
    alternative: str
    """Alternative whose change gives the number; empty for the file itself."""
    year: int | None = None
    """Year of the source, where it differs from the base year a mark is due."""


@dataclass(frozen=True)
class City:
    """A scenario file, loaded and found without fault.

    ``alternatives`` are in the order of the file, the first is the baseline; a file without
    alternatives has one, named ``base``.
    """

    path: str
    text: str
    alternatives: dict[str, Scenario]
    changes: dict[str, dict[str, str]]
    """By alternative: path, then the new value as compact text; for sharing and services what they put in."""
    settings: dict[str, str]
    """What ``--set`` or a sweep's point gave, path by path."""
    facts: tuple[Fact, ...]
    sources: dict[str, Source]
    arranged: dict[str, str] = field(default_factory=dict)
    """What sharing and services at the top of the file put in, as in ``changes``."""
    files: dict[str, str] = field(default_factory=dict)
    """Files of positions and streets, by name as written: SHA-256 in hexadecimal digits."""
    groups: tuple[str, ...] = ()
    """Groups of changes whose subsets the alternatives are, in the order of the file; none in an ordinary city."""

    @property
    def attributions(self) -> tuple[str, ...]:
        """Return whom to thank for the maps, which must stand on every picture."""
        networks = (network for scenario in self.alternatives.values() for network in scenario.networks())
        return tuple(dict.fromkeys(network.attribution for network in networks if network.attribution))

    @property
    def baseline(self) -> str:
        """Return the name of the first alternative."""
        return next(iter(self.alternatives))
