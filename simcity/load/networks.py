"""Networks that a scenario names: each file read once, and put on the ground of the place."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from simcity.load.tree import Node, Scalar, child, short
from simcity.model.roads.network import Network, Origin, on_the_ground

LARGEST = 200_000_000
FARTHEST = 100_000.0
"""Metres from the origin beyond which positions in degrees are refused: there the projection is off by 1 %."""


@dataclass
class Networks:
    """Reads files of streets, each once for all alternatives."""

    folder: Path | None
    """Where relative names start; None for a scenario given as text."""
    digests: dict[str, str]
    """By name as written: SHA-256 of the file, in hexadecimal digits."""
    _read: dict[str, Network | str] = field(default_factory=dict)

    def read(self, name: str) -> Network:
        """Return the network of a file, on the ground of its own origin; raises ValueError in words."""
        if name not in self._read:
            try:
                self._read[name] = self._network(name)
            except ValueError as error:
                self._read[name] = str(error)
        found = self._read[name]
        if isinstance(found, str):
            raise ValueError(found)
        return found

    def _network(self, name: str) -> Network:
        from simcity.load.network_file import read

        shown = short(name)
        if not name.lower().endswith(".roads"):
            cure = "simcity roads import makes one from an OpenStreetMap extract, GraphML or tables"
            raise ValueError(f"the name of a .roads file is wanted, got '{shown}'; {cure}")
        if self.folder is None and not os.path.isabs(name):
            lost = "a scenario given as text lies in no folder"
            raise ValueError(f"{lost}, so {shown} cannot be found; give its whole path")
        path = Path(name) if self.folder is None else self.folder / name
        if path.is_dir():
            raise ValueError(f"{shown} is a directory, not a file of streets")
        try:
            data = path.read_bytes() if path.stat().st_size <= LARGEST else b""
        except FileNotFoundError as error:
            where = "its name counts from the folder of the scenario file"
            raise ValueError(f"there is no file {shown}; {where}; simcity roads import makes one") from error
        except OSError as error:
            raise ValueError(f"{shown} cannot be read: {error.strerror}") from error
        if not data:
            raise ValueError(f"{shown} is empty, or larger than {LARGEST // 1_000_000} MB")
        found = read(data, shown)
        self.digests[name] = found.digest
        return found

    def origin_of(self, tree: Node) -> tuple[bool, Origin | None]:
        """Return whether the network that the place of a scenario names is sound or absent, and its origin."""
        node: Node | None = tree
        for step in ("place", "travel", "network"):
            found = child(node, step) if node is not None else None
            node = found[1].node if found is not None else None
        if node is None:
            return not self._driven(tree), None
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            return False, None
        try:
            return True, self.read(node.value).origin
        except ValueError:
            return False, None

    def _driven(self, tree: Node) -> bool:
        """Return whether the place of a scenario says that it has a network, whatever became of its name."""
        node: Node | None = tree
        for step in ("place", "travel", "kind"):
            found = child(node, step) if node is not None else None
            node = found[1].node if found is not None else None
        return isinstance(node, Scalar) and node.value == "roads"


@dataclass(frozen=True)
class Surroundings:
    """What the parts of a scenario are read in: where files come from, and where the place is on the globe."""

    networks: Networks
    origin: Origin | None
    sound: bool = True
    """Whether it is known what the origin is, or that there is none."""

    def metres(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return metres east and north of the origin; raises ValueError where there is none, or it is far away."""
        if not self.sound:
            # What hides the origin is a fault already, so no city is made with this.
            return 0.0, 0.0
        if self.origin is None:
            cure = "write place: {origin: [35.2, 128.7]}, latitude first"
            raise ValueError(f"a point in degrees needs the origin of the place: {cure}")
        x, y = on_the_ground(self.origin, np.array(latitude), np.array(longitude))
        away = float(np.hypot(x, y))
        if away > FARTHEST:
            far = f"it lies {away / 1000:,.0f} km from the origin of the place, and {FARTHEST / 1000:g} km are the most"
            raise ValueError(f"{far}; latitude and longitude may be swapped")
        return float(x), float(y)

    def network(self, name: str) -> Network:
        """Return a network on the ground of the place; raises ValueError in words."""
        found = self.networks.read(name)
        return found if self.origin is None else replace(found, origin=self.origin)
