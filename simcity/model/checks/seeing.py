"""Checks of sensors: whether there is somebody to watch, and cameras to run on."""

from __future__ import annotations

from collections.abc import Iterator

from simcity.model.faults import Fault, Path
from simcity.model.references import Known
from simcity.model.sensors import Analytics, AnySensor, DensityAlarm, Devices, Wall


def seeing(known: Known) -> Iterator[Fault]:
    """Give what is wrong with sensors."""
    for name, sensor in known.sensors_present.items():
        path: Path = ("sensors", name)
        if isinstance(sensor, Wall):
            yield from _wall(sensor, path, known)
        if isinstance(sensor, Analytics):
            yield from _on(name, sensor, path, known)
            for kind in sensor.recall_of:
                if sensor.types and kind not in sensor.types and kind in (known.incidents or ()):
                    cure = f"add it to types ({', '.join(sensor.types)}), or take it out"
                    wrong = f"'{kind}' is not among the types that it tells"
                    yield Fault((*path, "recall_of", kind), f"{wrong}; {cure}", True)
        if isinstance(sensor, DensityAlarm):
            yield from _density(sensor, path, known)


def strews(sensor: AnySensor) -> bool:
    """Return whether a sensor raises false alarms anywhere, by the weights of the zones."""
    return isinstance(sensor, Devices) and sensor.share is not None and getattr(sensor, "false_alarms", 0.0) > 0


def _wall(wall: Wall, path: Path, known: Known) -> Iterator[Fault]:
    if not wall.hit_rate:
        yield Fault((*path, "hit_rate"), "the table is empty; give one share at least, such as {1: 85 %}")
    centre = (known.centres or {}).get(wall.centre)
    if centre is not None and centre.seats == "unlimited":
        wrong = f"the seats of '{wall.centre}' are unlimited, but a wall needs a number of operators"
        yield Fault((*path, "centre"), f"{wrong}: give that centre its seats")


def _on(name: str, analytics: Analytics, path: Path, known: Known) -> Iterator[Fault]:
    """Give a fault where analytics do not run on cameras of another sensor."""
    here = (*path, "on")
    if analytics.on == name:
        yield Fault(here, "analytics cannot run on themselves; name a sensor with cameras, or give at, counts or share")
        return
    cameras = (known.sensors or {}).get(analytics.on or "")
    if cameras is None:
        return
    if isinstance(cameras, Analytics):
        real = f"'{cameras.on}', on which they run" if cameras.on else "a sensor of kind camera with the same places"
        yield Fault(here, f"'{analytics.on}' are analytics themselves; name {real}")
    elif not isinstance(cameras, Devices) or not cameras.shows:
        kinds = "camera, watched_camera, ptz_camera or plate_reader"
        wrong = f"'{analytics.on}' is of kind {cameras.kind} and has no cameras"
        yield Fault(here, f"{wrong}; name a sensor of kind {kinds}")
    elif analytics.false_alarms > 0 and cameras.share is not None and cameras.devices is None:
        wrong = f"the share of '{analytics.on}' does not say how many cameras raise false alarms"
        yield Fault(here, f"{wrong}: give devices there")


def _density(alarm: DensityAlarm, path: Path, known: Known) -> Iterator[Fault]:
    """Give a fault where no crowd ever reaches the level of an alarm."""
    if known.zones is None or alarm.error > 0:
        return
    zones = [known.zones.get(name) for name in alarm.zones or known.zones]
    if not zones or any(zone is None or zone.crowd_varies is not None for zone in zones):
        return
    most = max(density for zone in zones if zone is not None for density in zone.crowd.values())
    if most < alarm.level:
        wrong = f"it is never raised: the densest crowd there is {most:g} /m2"
        cure = "lower the level, or give a zone a denser crowd or crowd_varies"
        yield Fault((*path, "level"), f"{wrong}; {cure}", everywhere=True)
