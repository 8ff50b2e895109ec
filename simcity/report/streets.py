"""Streets told: what was kept of a map and what was left out, and the stations on it as lines to paste."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simcity.load.streets.importing import Imported
from simcity.load.streets.naming import id_of
from simcity.load.streets.raw import Found
from simcity.load.streets.starting import Start
from simcity.model.roads import Route
from simcity.model.roads.network import Network, on_the_ground
from simcity.report.blocks import Block, Heading, Paragraph, Table

_UNITS = {
    "fire_station": ("Fire stations", "engine: 1"),
    "ambulance_station": ("Ambulance stations", "als: 1"),
    "police": ("Police stations", "car: 1"),
    "hospital": ("Hospitals", ""),
}


def told(made: Imported, file: str, places_too: bool = True) -> Iterator[Block]:
    """Give what an import came to; with ``places_too`` the stations on the map as lines to paste."""
    yield from network(made.network, file)
    yield Paragraph(
        f"{made.streets_read:,} pieces of street between {made.nodes_read:,} nodes were read. Nodes at which nothing "
        "is decided became bends."
    )
    for note in made.notes:
        yield Paragraph(note)
    if made.dropped:
        yield Heading(f"Left out: {_km(sum(made.dropped.values()))}")
        yield Table(("reason", "km"), tuple((reason, _short(km)) for reason, km in made.dropped.items()))
    if places_too:
        yield from places(made.places, made.network)


def started(start: Start, file: str) -> Iterator[Block]:
    """Give what was written beside a network to start from."""
    yield Heading(f"{file}: a scenario to start from")
    yield Paragraph(f"Beside it: {', '.join(start.files)}.")
    for note in start.notes:
        yield Paragraph(note)
    yield Paragraph(f"Next: simcity check {file}")


def network(found: Network, file: str) -> Iterator[Block]:
    """Give what a network holds."""
    km = found.km_by_class()
    yield Heading(f"{file}: {_km(sum(km.values()))} of street", top=True)
    latitude, longitude = found.origin
    rows = [
        ("streets", f"{len(found.streets):,} between {found.nodes:,} nodes"),
        ("origin", f"{latitude:.7g}, {longitude:.7g} (latitude, longitude); metres count from there"),
        ("extent", _extent(found)),
        ("source", found.source),
        ("attribution", found.attribution or "none is given; --attribution names whom to thank"),
    ]
    yield Table(("", ""), tuple(rows), words=(0, 1))
    counts = np.bincount(found.streets.kind, minlength=len(found.kinds))
    yield Heading("Streets by class")
    yield Table(
        ("class", "streets", "km", "km/h", "with lights", "one way"),
        tuple((name, f"{counts[found.kinds.index(name)]:,}", _short(km[name]), *_paces(found, name)) for name in km),
    )


def places(found: tuple[Found, ...], ground: Network) -> Iterator[Block]:
    """Give the stations and hospitals on a map as lines of a scenario."""
    if not found:
        yield Paragraph("There is no fire, ambulance or police station and no hospital on this map.")
    taken: set[str] = set()
    for kind, (title, units) in _UNITS.items():
        rows = []
        for one in (place for place in found if place.kind == kind):
            east, north = on_the_ground(ground.origin, np.array(one.at[0]), np.array(one.at[1]))
            at = f"at: [{float(east):.0f} m, {float(north):.0f} m]"
            own = f", units: {{{units}}}" if units else ""
            degrees = f"# {one.at[0]:.5f}, {one.at[1]:.5f}"
            rows.append((f"{id_of(one.name or kind, taken)}: {{{at}{own}}}   {degrees}".rstrip(),))
        if rows:
            yield Heading(f"{title}: {len(rows)}, to paste under {'stations' if units else 'hospitals'}")
            yield Table(("",), tuple(rows))


def route(found: Route, law: Network) -> Iterator[Block]:
    """Give the quickest way between two points."""
    metres = sum(
        float(np.hypot(b[0] - a[0], b[1] - a[1])) for a, b in zip(found.points, found.points[1:], strict=False)
    )
    yield Heading(f"{found.seconds:.0f} s of driving, past {len(found.nodes)} nodes", top=True)
    yield Paragraph(f"About {metres:,.0f} m from node to node; bends make it longer. {law.attribution}")
    yield Table(
        ("node", "east", "north"),
        tuple((str(n), f"{x:.0f} m", f"{y:.0f} m") for n, (x, y) in zip(found.nodes, found.points[1:-1], strict=True)),
    )


def _paces(found: Network, name: str) -> tuple[str, str, str]:
    """Return mean km/h in normal driving and with lights, and the share that goes one way."""
    streets = found.streets
    here = streets.kind == found.kinds.index(name)
    metres = streets.metres[here]
    normal = np.minimum(streets.ahead, streets.back)[here].sum()
    lit = np.minimum(streets.ahead_lights, streets.back_lights)[here].sum()
    single = metres[~np.isfinite(streets.ahead[here] + streets.back[here])].sum() / metres.sum()
    return f"{3.6 * metres.sum() / normal:.0f}", f"{3.6 * metres.sum() / lit:.0f}", f"{100 * single:.0f} %"


def _extent(found: Network) -> str:
    x, y = found.points()
    return f"{x.min():,.0f} to {x.max():,.0f} m east, {y.min():,.0f} to {y.max():,.0f} m north"


def _km(length: float) -> str:
    return f"{length:,.1f} km"


def _short(length: float) -> str:
    return f"{length:,.1f}" if length >= 0.1 else f"{length:.3f}"
