"""What is wrong with a scenario file, in words a planner can act on."""

from __future__ import annotations

from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """Something wrong at a path of the file's tree, such as ('links', 'video_to_119', 'to')."""

    path: Path
    message: str
    """What is wrong and what is allowed, without the path."""
    at_key: bool = False
    """True where the key itself is wrong, so that its own position is shown."""
    everywhere: bool = False
    """True where it is wrong only if it is so in all alternatives with that path: one may leave idle what another
    uses."""
