"""Towns that a number makes up: every part of the project in any combination, in a form that ought to be valid.

A town is plain data, written as YAML in its flow form. The same number always gives the same town.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from simcity.luck import Luck

A = TypeVar("A")
Tree = dict[str, Any]

ZONES = {
    "map": {
        "old": {"at": ["-200 m", "-300 m"], "size": ["300 m", "300 m"]},
        "mall": {"kind": "point", "at": ["100 m", "50 m"]},
        "north": {"at": ["0 m", "100 m"], "size": ["300 m", "400 m"]},
    },
    "plane": {
        "old": {"at": ["-500 m", "-500 m"], "size": ["1 km", "1 km"]},
        "mall": {"kind": "point", "at": ["300 m", "200 m"]},
        "north": {"at": ["0 m", "1 km"], "size": ["3 km", "2 km"]},
    },
}
SCENARIOS = Path(__file__).parent.parent / "scenarios"
HELSINKI = {"kind": "roads", "network": str(SCENARIOS / "helsinki-centre.roads"), "farthest": "3 km"}
POWER = {
    "up": {"kind": "exponential", "mean": "50 min"},
    "down": {"kind": "exponential", "mean": "12 min"},
}
ROLES = {
    "video": "video",
    "room_112": "police",
    "room_119": "fire",
    "guards_room": "private",
    "disaster_room": "disaster",
}
SENDERS = {"police": "room_112", "fire": "room_119", "ems": "room_119", "guards": "guards_room"}
ABILITIES = {"police": ["car", "van"], "fire": ["engine"], "ems": ["als", "bls"], "guards": ["guard"]}


class Dice:
    """Choices that follow from a number, one after another."""

    def __init__(self, number: int) -> None:
        self.luck = Luck(number, 0)
        self.thrown = 0

    def throw(self) -> float:
        """Return the next uniform number."""
        self.thrown += 1
        return self.luck.single("made up", "town", self.thrown)

    def pick(self, options: Sequence[A]) -> A:
        """Return one of several."""
        return options[int(self.throw() * len(options))]

    def chance(self, share: float) -> bool:
        """Return true as often as that."""
        return self.throw() < share

    def some(self, options: Sequence[A], least: int = 1) -> list[A]:
        """Return some of several, in their order."""
        kept = [one for one in options if self.chance(0.5)]
        return kept if len(kept) >= least else [*options[:least]]


class Town:
    """Makes up one town, part by part."""

    def __init__(self, number: int) -> None:
        self.dice = Dice(number)
        self.number = number
        # Times that are alike and whole minutes make many things happen at the same instant.
        self.even = self.dice.chance(0.3)
        self.ground = self.dice.pick(["plane", "plane", "plane", "torus", "unplaced", "map"])
        self.cameras = False
        self.watched: list[str] = []
        self.zones: Tree = {}
        self.kinds: list[str] = []
        self.domains = ["power"] if self.dice.chance(0.4) else []
        self.agencies = ["police", "ems", *self.dice.some(["fire", "guards"], 0)]
        self.centres = ["room_112", "room_119", *(["guards_room"] if "guards" in self.agencies else [])]
        self.centres += ["video"] if self.dice.chance(0.7) else []
        self.centres += ["disaster_room"] if self.dice.chance(0.1) else []
        self.hospitals = self.dice.pick([[], ["general"], ["general", "clinic"]])

    def law(self, seconds: float) -> object:
        """Return a law of time with about this mean."""
        if self.even:
            return f"{max(round(seconds / 30) * 30, 0)} s"
        return self.dice.pick(
            [
                f"{seconds:g} s",
                {"kind": "exponential", "mean": f"{seconds:g} s"},
                {"kind": "uniform", "low": f"{seconds / 2:g} s", "high": f"{seconds * 1.5:g} s"},
                {"kind": "lognormal", "median": f"{seconds:g} s", "sigma": 0.5},
            ]
        )

    def options(self, likely: float = 0.35, **all_: object) -> Tree:
        """Return some of several keys with their values."""
        return {key: value for key, value in all_.items() if self.dice.chance(likely)}

    def whole(self) -> Tree:
        """Return the town."""
        self.zones = self.make_zones()
        self.kinds = self.dice.some(["fall", "brawl", "blaze", "prank"], 2)
        travel = self.travel()
        town: Tree = {
            "simcity": 1,
            "title": f"Town {self.number}",
            "source": "assumed: made up for tests",
            "start": {"day": self.dice.pick(["mon", "sat"]), "hour": self.dice.pick(["00:00", "07:00", "21:30"])},
            "horizon": self.dice.pick(["3 h", "5 h", "9 h"]),
            "warm_up": self.dice.pick(["0 s", "30 min"]),
            "drain": self.dice.pick(["0 s", "1 h", "6 h"]),
            "seed": self.number,
            "replications": 2,
            "place": {"zones": self.zones, "travel": travel},
            "incidents": {kind: self.incident(kind) for kind in self.kinds},
            "agencies": {name: self.agency(name, travel) for name in self.agencies},
            "centres": {name: self.centre(name) for name in self.centres},
        }
        if self.hospitals:
            town["hospitals"] = {name: self.hospital(name) for name in self.hospitals}
        town["sensors"] = self.sensors() if "video" in self.centres else {}
        town["links"] = links = self.links()
        if self.domains:
            outages = {"kind": "at_times", "spells": [{"after": "40 min", "lasts": self.law(1200)}]}
            town["domains"] = {"power": {"outages": POWER, "fed_by": ["grid"]}, "grid": {"outages": outages}}
        if self.dice.chance(0.3):
            town["dispatch"] = self.dice.pick(["in_order", {"kind": "closest", "equals": "by_luck"}])
        town["alternatives"] = self.alternatives(town, links)
        return town

    # The ground

    def make_zones(self) -> Tree:
        """Return zones of all kinds that go with the ground."""
        dice = self.dice
        zones: dict[str, Tree] = {
            name: dict(zone) for name, zone in ZONES["map" if self.ground == "map" else "plane"].items()
        }
        if self.ground == "torus":
            zones["old"] = {"kind": "torus", "size": ["4 km", "3 km"]}
        if self.ground == "unplaced":
            zones["north"] = {"kind": "unplaced"}
        if dice.chance(0.4):
            side = 300 if self.ground == "map" else 2000
            cells = [
                [f"{-side // 2} m", "0 m", 3],
                ["0 m", f"-{side // 2} m", 0],
                [f"{side // 2} m", f"{side // 3} m", 1.5],
            ]
            zones["flats"] = {"kind": "cells", "cells": cells, "size": [f"{side // 4} m", f"{side // 4} m"]}
        if dice.chance(0.3) and self.ground in ("plane", "torus"):
            zones["hills"] = {"kind": "plane", "x": {"kind": "uniform", "low": "0 m", "high": "2 km"}, "y": "400 m"}
        for zone in zones.values():
            zone.update(
                self.options(
                    weight=dice.pick([0.5, 2, 3]),
                    walk_in=dice.pick(["30 m", {"kind": "uniform", "low": "0 m", "high": "90 m"}]),
                )
            )
            if dice.chance(0.5):
                zone["crowd"] = {"06:00": "0.01 /m2", "18:00": dice.pick(["0.5 /m2", "4 /m2"])}
                zone.update(self.options(0.3, crowd_varies={"kind": "uniform", "low": "50 %", "high": "150 %"}))
        return dict(zones)

    def travel(self) -> Tree:
        """Return a law of travel that leads to all zones."""
        dice = self.dice
        noise = {"noise": dice.pick([0.2, 0.5])} if dice.chance(0.5) and not self.even else {}
        if self.ground == "map":
            more = self.options(
                0.3,
                factor="130 %",
                by_hour={"00:00": "100 %", "08:00": "150 %"},
                by_day={"sat": "80 %"},
                lights=False,
                normal_for=self.kinds[:1],
                preemption="40 %",
                closures={"works": {"kind": "circle", "at": ["0 m", "0 m"], "radius": "60 m"}},
            )
            return {**HELSINKI, **noise, **more}
        if self.ground == "unplaced":
            return self.dice.pick(
                [{"kind": "constant", "time": "5 min"}, {"kind": "law", "time": self.law(300)}, self.table()]
            )
        if self.even:
            return dice.pick([{"kind": "constant", "time": "4 min"}, {"kind": "straight_line", "speed": "36 km/h"}])
        return dice.pick(
            [
                {"kind": "constant", "time": "5 min"},
                {"kind": "law", "time": self.law(300)},
                {"kind": "straight_line", "speed": "36 km/h", "detour": 1.3, **noise},
                {"kind": "straight_line", "speed": "36 km/h", "detour": 1.3},
                {"kind": "right_angle", "speed": "30 km/h", **noise},
                {"kind": "square_root_linear", "join": "1 km", "cruise": "50 km/h", **noise},
                {"kind": "acceleration", "cruise": "50 km/h", "acceleration": "0.5 m/s2", **noise},
                self.table(),
            ]
        )

    def table(self) -> Tree:
        """Return a table of times of all stations and hospitals that any town of these has."""
        ends = [*self.zones, *self.hospitals]
        starts = ["post", "depot", "gate", *self.hospitals]
        places = ["post", "depot", "gate"] if self.hospitals else []
        return {
            "kind": "matrix",
            "times": {
                start: {
                    end: f"{60 * (1 + (7 * s + 3 * e) % 9)} s" for e, end in enumerate([*ends, *places]) if end in ends
                }
                for s, start in enumerate(starts)
            },
        }

    def point(self) -> list[str]:
        """Return a point of the city."""
        if self.ground == "map":
            return self.dice.pick([["-150 m", "-200 m"], ["200 m", "300 m"], ["50 m", "0 m"]])
        return self.dice.pick([["-800 m", "100 m"], ["1200 m", "1500 m"], ["300 m", "200 m"], ["0 m", "0 m"]])

    def domain(self, likely: float = 0.3) -> Tree:
        """Return nothing, or the domains in which something lies, or outages of its own."""
        if self.domains and self.dice.chance(likely):
            return {"domains": self.dice.some(self.domains)}
        return {"outages": POWER} if self.dice.chance(likely / 2) else {}

    # What happens

    def incident(self, kind: str) -> Tree:
        """Return an incident type."""
        dice = self.dice
        found: Tree = {"priority": dice.pick([1, 1, 2, 3]), **self.when()}
        crowded = "crowded" in found
        found.update(self.options(0.5, in_public_view="70 %", shows_for=self.law(600)))
        if not crowded and dice.chance(0.3):
            found["where"] = {zone: dice.pick([1, 2]) for zone in dice.some(list(self.zones))}
        rooms = [room for room in self.centres if room not in ("video", "disaster_room")]
        calls = {"calls": {room: 1 for room in dice.some(rooms)}, "delay": self.law(90)}
        calls.update(self.options(0.2, once_reported="stop"))
        if dice.chance(0.6):
            calls.update(self.options(0.4, share="90 %", more=1.5))
        else:
            calls = {"kind": "witnesses", "sight": "25 m", "each": "1 %", "involved": 1.5, **calls}
        found["callers"] = calls
        found["needs"] = self.needs(dice.some(self.agencies), 2)
        if kind == "prank":
            return {**found, "real": False, **self.options(0.7, believed="40 %")}
        needs = list(found["needs"])
        found.update(self.options(0.7, golden_time={name: dice.pick(["5 min", "12 min"]) for name in needs}))
        clock = {"within": "8 min", "from": dice.pick(["received", "call_ended", "dispatched", "en_route"])}
        found.update(self.options(0.3, official={name: clock for name in dice.some(needs)}))
        found.update(
            self.options(0.2, on_scene={dice.pick(needs): self.law(900)}, processing={dice.pick(rooms): self.law(40)})
        )
        if dice.chance(0.3):
            found["outcome"] = {"kind": "logistic", "agency": dice.pick(needs), "a": -1, "b": 0.1}
        if "police" in needs and dice.chance(0.5):
            found["safe_after"] = self.law(240)
            found["violent"] = dice.chance(0.7)
        if dice.chance(0.5):
            found["levels"] = {f"{kind}_{n}": self.level(needs) for n in range(dice.pick([1, 2, 3]))}
        if self.hospitals and dice.chance(0.6):
            carriers = [name for name in needs if name in ("ems", "fire")] or needs
            found["transport"] = {name: self.transport(name) for name in dice.some(carriers)}
        return found

    def when(self) -> Tree:
        """Return when a type happens."""
        dice = self.dice
        crowds = [name for name, zone in self.zones.items() if "crowd" in zone]
        if crowds and dice.chance(0.1):
            return {"crowded": "0.3 /m2", "where": {name: 1 for name in crowds}}
        if self.even or dice.chance(0.2):
            return {"at": [f"{minute} min" for minute in range(7, 170, dice.pick([10, 20, 45]))]}
        found: Tree = {"rate": dice.pick(["1 /h", "4 /h", "12 /h"])}
        found.update(self.options(0.2, by_hour={"00:00": 1, "08:00": 2, "22:00": 3}, by_day={"sat": 2}))
        return found

    def needs(self, names: list[str], most: int) -> Tree:
        """Return units of some agencies."""
        dice = self.dice
        return {
            name: {
                ability: dice.pick([1, 1, most])
                for ability in (ABILITIES[name] if dice.chance(0.3) else ABILITIES[name][:1])
            }
            for name in names
        }

    def level(self, needs: list[str]) -> Tree:
        """Return a level."""
        dice = self.dice
        found = self.options(
            0.6,
            after={"kind": "exponential", "mean": "12 min"} if not self.even else "10 min",
            needs=self.needs(dice.some(self.agencies), 1),
            told="60 %",
            work=dice.pick(["150 %", "50 %"]),
        )
        if "needs" not in found:
            found.pop("told", None)
        if "after" not in found or dice.chance(0.4):
            found["share"] = "25 %"
        if "after" in found and dice.chance(0.6):
            found["unless"] = dice.pick(needs)
        return found

    def transport(self, agency: str) -> Tree:
        """Return who takes people to a hospital."""
        return self.options(0.5, share="60 %", by=ABILITIES[agency][:1], to=self.dice.pick(["right", "nearest"]))

    def hospital(self, name: str) -> Tree:
        """Return a hospital."""
        dice = self.dice
        treats = dice.some([kind for kind in self.kinds if kind != "prank"] or self.kinds)
        found: Tree = {"at": self.point(), "handover": self.handover()}
        found.update(self.options(0.5, bays=dice.pick([1, 1, 2]), treats=treats if name == "clinic" else self.kinds))
        return found

    def handover(self) -> object:
        """Return a law of hand-over that is at least 5 minutes."""
        return self.dice.pick(["20 min", {"kind": "uniform", "low": "5 min", "high": "40 min"}])

    # Who acts

    def agency(self, name: str, travel: Tree) -> Tree:
        """Return an agency."""
        dice = self.dice
        kind = travel["kind"]
        found: Tree = {"dispatched_by": SENDERS[name], "turnout": self.law(60), "on_scene": self.law(1200)}
        if kind != "matrix" and self.ground == "plane" and dice.chance(0.1):
            found["travel"] = {"kind": "straight_line", "speed": "50 km/h"}
            kind = "straight_line"
        found.update(self.options(0.5, search=self.law(60)))
        found.update(self.options(0.3, search_with_picture=self.law(20), staging=self.law(60)))
        found.update(self.options(0.2, goes_in_after=self.law(600)))
        if dice.chance(0.15):
            by = dice.pick(self.centres)
            found["release"] = {"by": by, "asking": self.law(30), "granting": self.law(30), "refused": "20 %"}
        found.update(self.options(0.15, walking={"kind": "steady", "pace": "1 m/s"}))
        if dice.chance(0.08):
            found["units"] = "unlimited"
            found["stations"] = self.stations(name, kind, False)
            return found
        if dice.chance(0.06):
            return {**found, "stations": self.stations(name, kind, False), "busy": self.law(1500)}
        road = kind != "matrix" and dice.chance(0.6)
        found["stations"] = stations = self.stations(name, kind, road)
        if kind != "matrix":
            self.watched.append(name)
        found["when_none_free"] = dice.pick(["wait", "wait", "lost", {"kind": "mutual_aid", "delay": self.law(900)}])
        if kind != "matrix":
            found.update(
                self.options(
                    0.4, redispatch=self.options(0.6, urgent=dice.pick([1, 2]), when="sooner", from_scene=True)
                )
            )
        found.update(self.options(0.3, called_off=True, last_call={"before": "30 min", "urgent": dice.pick([1, 2])}))
        if dice.chance(0.25):
            found["breakdowns"] = {"up": {"kind": "exponential", "mean": "3 h"}, "repair": self.law(1800)}
            found["breakdowns"].update(self.options(0.3, crews=1, together=2))
        rounds = all("patrol" in station for station in stations.values())
        if road:
            found["available_again"] = dice.pick(["on_the_way", "on_the_way", "at_scene"])
            found.update(self.options(0.5, turnout_on_road=self.law(15)))
            if found["available_again"] == "on_the_way" and not rounds and dice.chance(0.6):
                found["move_up"] = self.move_up(name, list(stations))
        else:
            found["available_again"] = dice.pick(["at_station", "at_station", "when_clear"])
        if dice.chance(0.3):
            found["dispatch"] = self.policy(list(stations), ABILITIES[name])
        return found

    def stations(self, name: str, travel: object, road: bool) -> Tree:
        """Return stations of all sorts."""
        dice = self.dice
        found: dict[str, Tree] = {}
        placed = [zone for zone, ground in self.zones.items() if ground.get("kind") != "unplaced"]
        for station in dice.some(["post", "depot", "gate"]):
            units: Tree = {ability: dice.pick([1, 1, 2, 3]) for ability in ABILITIES[name]}
            if dice.chance(0.3) and "units" not in units:
                units[ABILITIES[name][0]] = {"00:00": 1, "08:00": 2, "23:00": dice.pick([0, 1])}
            one: Tree = {"units": units, "at": self.point()}
            if dice.chance(0.2):
                one = {"units": units, "zone": dice.pick(placed), "count": dice.pick([1, 2])}
            if dice.chance(0.2) and travel != "law":
                one["approach"] = "2 min"
            one.update(self.options(0.1, on_scene=self.law(600)))
            if road and dice.chance(0.35):
                beat = {zone: dice.pick([1, 2]) for zone in dice.some(placed)}
                stay = {"kind": "exponential", "mean": "6 min"} if not self.even else "5 min"
                one["patrol"] = {"beat": beat, "stay": stay, "speed": "30 km/h"}
            found[station] = one
        # Nobody asks for more at once than the first station has.
        next(iter(found.values()))["units"] = {ability: dice.pick([4, 5, 6]) for ability in ABILITIES[name]}
        return dict(found)

    def move_up(self, name: str, stations: list[str]) -> Tree:
        """Return a rule of move-up."""
        dice, ability = self.dice, ABILITIES[name][0]
        return dice.pick(
            [
                {"kind": "maximal_coverage", "within": "4 min", "busy": "30 %"},
                {"kind": "priority_list", "list": {ability: [*stations[::-1], *stations]}},
                {"kind": "compliance_table", "table": {ability: {1: stations[-1:], 2: [stations[0], stations[0]]}}},
            ]
        )

    def policy(self, stations: list[str], abilities: list[str]) -> object:
        """Return a policy of dispatch."""
        dice, zones = self.dice, list(self.zones)
        ranks = {zone: {station: 1 + (z + s) % 3 for s, station in enumerate(stations)} for z, zone in enumerate(zones)}
        order = dice.pick(
            [
                "closest",
                "in_order",
                {"kind": "closest", "equals": "by_luck"},
                {"kind": "preference", "ranks": ranks},
                {
                    "kind": "district_first",
                    "districts": {zone: [stations[z % len(stations)]] for z, zone in enumerate(zones)},
                    **self.options(0.5, crossing="never", urgent=1),
                },
            ]
        )
        if dice.chance(0.3):
            return {"kind": "reserve", "keep": {abilities[0]: 1}, "urgent": 1, "order": order}
        return order

    # Who decides, sees and tells

    def centre(self, name: str) -> Tree:
        """Return a centre."""
        dice = self.dice
        seats = dice.pick([1, 2, 3, "unlimited", {"00:00": 1, "08:00": 3, "22:00": 1}])
        seats = 2 if name == "video" and seats == "unlimited" else seats
        found: Tree = {"role": ROLES[name], "seats": seats, "processing": self.law(40)}
        found.update(self.options(0.5, answering="5 s", dispatching=self.law(15)))
        found.update(
            self.options(
                0.15,
                processing_with_picture=self.law(15),
                **({} if seats == "unlimited" else {"preemptive": True}),
                triage=True,
                places=4,
                patience={"law": self.law(90), "again": "50 %", "again_after": "30 s"},
                unclear_location={"share": "20 %", "extra": self.law(40)},
                telling="serial",
                duplicate=self.law(10),
            )
        )
        if name == "video":
            found["verification"] = {"alarm": {"hit": "90 %", "false_acceptance": "20 %"}}
        elif dice.chance(0.1):
            found["knows"] = "everything"
        if isinstance(seats, dict):
            found.update(self.options(0.5, shift_end=dice.pick(["hand_over", "preempt"])))
        elif seats != "unlimited":
            surge = {"seats": 2, "waiting": 3, "delay": "5 min", "lasts": "20 min"}
            found.update(self.options(0.15, breaks={"every": "50 min", "lasts": "6 min"}, surge=surge))
        others = [room for room in self.centres if room not in (name, "video", "disaster_room")]
        if "places" in found and others and dice.chance(0.5):
            found["overflow"] = dice.pick(others)
        if isinstance(seats, int) and dice.chance(0.1):
            desks = {"phones": {"seats": seats, "work": ["call", "relay", "report"]}, "all": {"seats": 1}}
            found = {
                "desks": desks,
                **{key: value for key, value in found.items() if key not in ("seats", "breaks", "surge")},
            }
        if self.domains and (name == "room_119" or dice.chance(0.15)):
            found["domains"] = ["power"]
        return found

    def sensors(self) -> Tree:
        """Return sensors."""
        devices: Tree = {"centre": "video", "at": [["0 m", "0 m"], ["120 m", "60 m"]], "range": "200 m"}
        if self.ground == "unplaced":
            devices = {"centre": "video", "share": "50 %"}
        wall = {"kind": "watched_camera", **devices, "dwell": "20 s", "tiles": 4}
        if "share" in devices:
            wall["devices"] = 20
        alarms = {"false_alarms": "20 /day", "mistaken_for": {self.kinds[0]: 1}}
        analytics = {"kind": "analytics", **devices, "recall": "80 %", "delay": "8 s", "devices": 3, **alarms}
        if "at" in devices:
            del analytics["devices"]
        guards = {"kind": "guards", "centre": self.dice.pick(self.centres), "share": "30 %", "delay": self.law(120)}
        bells = {
            "kind": "emergency_bell",
            **devices,
            "devices": 5,
            "pressed": "20 %",
            "delay": self.law(30),
            **self.domain(),
        }
        bells.pop("outages", None)
        if "at" in devices:
            del bells["devices"]
        broken = {"device": {"up": {"kind": "exponential", "mean": "2 h"}, "repair": self.law(1200)}}
        for device in (wall, analytics, bells):
            device.update(self.options(0.2, breakdowns=broken, once_reported="stop"))
        found = self.options(0.5, wall=wall, analytics=analytics, guards=guards, bells=bells)
        if "at" in devices:
            turning = {**wall, "kind": "ptz_camera", "positions": 4, "stay": "10 s", "view": "60 deg", "call_up": "4 s"}
            found.update(self.options(0.2, turning=turning, plain={"kind": "camera", **devices}))
        crowd = {"kind": "density_alarm", "centre": "video", "level": "1 /m2", "delay": "5 s", "error": 0.2}
        fire = {"kind": "fire_detector", **devices, "devices": 5, "recall": "70 %", "delay": self.law(30), **alarms}
        if "at" in devices:
            del fire["devices"]
        found.update(self.options(0.15, crowd=crowd, fire=fire))
        self.cameras = bool({"wall", "analytics", "turning", "plain"} & set(found))
        return found

    def word(self, sender: str, receiver: str) -> Tree:
        """Return a link that tells."""
        dice = self.dice
        kind = dice.pick(["phone_relay", "phone_relay", "radio", "messenger", "ticket", "digital_report", "delay"])
        times: dict[str, Tree] = {
            "phone_relay": {"duration": self.law(45), **self.options(0.3, ring="20 s", three_way=True)},
            "radio": {"duration": self.law(30)},
            "messenger": {"journey": self.law(200), **self.options(0.5, operator=True)},
            "ticket": {"latency": self.law(5), **dice.pick([{}, {"capacity": 1, "occupies": "40 s"}])},
            "digital_report": {"latency": self.law(5), "handling": self.law(10)},
            "delay": {"latency": self.law(60)},
        }
        found: Tree = {"kind": kind, "from": sender, "to": receiver, **times[kind], **self.domain()}
        found.update(self.options(0.3, transfer_after=self.law(20), joint_after=self.law(20)))
        found.update(self.options(0.15, when_down="lost", loss="20 %"))
        if "loss" in found:
            found["repeat_after"] = "60 s"
        return found

    def links(self) -> Tree:
        """Return links between all centres, pictures and vehicle location."""
        dice = self.dice
        found: dict[str, Tree] = {}
        for sender in self.centres:
            for receiver in self.centres:
                if sender != receiver and "disaster_room" not in (sender, receiver) and receiver != "video":
                    found[f"{sender}-{receiver}"] = self.word(sender, receiver)
        first = dice.pick(list(found))
        if found[first]["kind"] not in ("phone_relay",) and dice.chance(0.4):
            ends = {"from": found[first]["from"], "to": found[first]["to"]}
            found["spare"] = {"kind": "phone_relay", **ends, "duration": self.law(60), "up": "standby"}
            found[first]["fallback"] = {"link": "spare", "after": "2 min"}
        for agency in self.agencies:
            if agency in self.watched and dice.chance(0.7):
                seen: Tree = {"kind": "vehicle_location", "from": agency, "to": SENDERS[agency], **self.domain(0.5)}
                found[f"seen_{agency}"] = {**seen, **self.options(0.5, every=dice.pick(["30 s", "7 min"]))}
        if self.cameras:
            approval = {"by": "room_112", "granting": "20 s", "refused": "30 %"}
            looking = {"latency": self.law(3), "looking": self.law(10)}
            show: Tree = {"kind": "pushed_video", "from": "video", "to": "room_119", **looking}
            tape = {"kind": "footage", "from": "video", "to": "room_112", "searching": self.law(100)}
            car = {"kind": "video_to_unit", "from": "video", "to": "ems", "within": "500 m", "latency": "5 s"}
            show.update(self.options(0.3, approval=approval))
            found.update(self.options(0.4, show=show, tape=tape, car=car))
        if "disaster_room" in self.centres:
            found["informed"] = {
                "kind": "delay",
                "from": "room_119",
                "to": "disaster_room",
                "latency": "9 s",
                "informs": True,
            }
        where = {"kind": "location_service", "from": "room_119", "to": "room_112", "latency": "8 s"}
        found.update(self.options(0.2, where=where))
        return dict(found)

    # What is compared

    def alternatives(self, town: Tree, links: Tree) -> Tree:
        """Return two alternatives, the second with some changes."""
        dice = self.dice
        changed: Tree = {}
        if dice.chance(0.3):
            changed["sharing"] = dice.pick(
                ["nothing", "phones", "ticket", "ticket_and_location", "integrated", "perfect"]
            )
            return {"plain": {}, "other": changed}
        for name in dice.some(list(links), 0)[:2]:
            changed[f"links.{name}.up"] = dice.pick(["never", "always"])
        agency = dice.pick(self.agencies)
        parts: dict[str, dict[str, object]] = town["agencies"]
        part = parts[agency]
        if part.get("available_again") == "on_the_way" and "move_up" in part:
            changed[f"agencies.{agency}.move_up"] = None
        elif dice.chance(0.5):
            changed[f"agencies.{agency}.turnout"] = self.law(20)
        if self.hospitals and dice.chance(0.5):
            changed["hospitals.general.bays"] = dice.pick([1, 3])
        return {"plain": {}, "other": changed}


def anytown(number: int) -> str:
    """Return the text of a town."""
    return written(Town(number).whole())


def written(town: Tree) -> str:
    """Return a town as text."""
    return "".join(f"{key}: {flow(part)}\n" for key, part in town.items() if part)


def flow(value: object) -> str:
    """Return a value as YAML in one line; the ids of parts each begin a new one."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return json.dumps(value)
