"""The table of services and of the rungs of sharing: what each moves, from whom to whom, when, and where it is used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simcity.load.catalogue import Described, Way
from simcity.report.blocks import Block, Heading, Paragraph, Table
from simcity.report.labels import words


def services(described: Sequence[Described]) -> Iterator[Block]:
    """Give the services, then the rungs of the ladder."""
    yield Heading("Services and rungs of sharing", top=True)
    yield Paragraph(
        "Each is switched on by one line, in any scenario whose centres have the roles: services: [name, ...] adds "
        "links, sharing: name puts a rung in the place of all links. Both stand at the top of a file or in an "
        "alternative."
    )
    for group, head in (("services", "Services"), ("sharing", "Rungs of sharing")):
        chosen = [one for one in described if one.group == group]
        yield Heading(f"{head}: {len(chosen)}")
        for one in chosen:
            yield from _told(one)


def _told(one: Described) -> Iterator[Block]:
    yield Paragraph(f"{one.name}: {one.title}", strong=True)
    rows = [("moves", one.moves), ("when", one.when), *(("over", _way(way)) for way in one.ways)]
    rows += [("with", ", ".join(one.services)), ("changes", "; ".join(one.changes)), ("in use", one.in_use)]
    rows += [("numbers", _sources(one))]
    yield Table(("", ""), tuple((f"  {name}", text) for name, text in rows if text), words=(0, 1))


def _way(way: Way) -> str:
    return f"{words(way.kind)} from {_roles(way.senders)} to {_roles(way.receivers)}"


def _roles(roles: Sequence[str]) -> str:
    return " or ".join(roles)


def _sources(one: Described) -> str:
    """Return what the numbers rest on, each text once."""
    return "; ".join(dict.fromkeys(f"{source.confidence}: {source.text}" for source in one.sources))
