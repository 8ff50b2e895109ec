"""Towns for the second writing: small, crowded, and with any of the features of moving."""

from __future__ import annotations

from simcity.load import load_text
from simcity.luck import Luck
from simcity.model.scenario import Scenario

TOWN = """\
simcity: 1
title: A town
source: "assumed: a town for tests"
horizon: {horizon} h
drain: 2 h
seed: {seed}
start: {{hour: "05:00"}}
place:
  zones:
    centre: {{at: [0 m, 0 m], size: [4 km, 3 km]}}
    edge: {{at: [-3 km, 3 km], size: [9 km, 6 km]}}
  travel: {{kind: straight_line, speed: 40 km/h, detour: {detour}, noise: {noise}}}
incidents:
  arrest:
    rate: {rate} /h
    callers: {{calls: {{room_119: 3, room_112: 1}}, delay: {{kind: exponential, mean: 60 s}}}}
    needs: {{ems: {{als: 1}}}}
    priority: 1
    {carried}
  crash:
    rate: {rate} /h
    callers: {{calls: {{room_119: 1, room_112: 1}}, delay: {{kind: exponential, mean: 90 s}}, share: 90 %}}
    needs: {{ems: {{als: {crews}, bls: 1}}, police: {{patrol: {patrols}}}}}
    priority: 2
    {carried}
  brawl:
    rate: {rate} /h
    callers: {{calls: {{room_119: 1, room_112: 2}}, delay: {{kind: exponential, mean: 90 s}}}}
    needs: {{ems: {{bls: 1}}, police: {{patrol: 1}}}}
    priority: {brawl}
    {violent}
  prank:
    rate: {rate} /h
    real: false
    believed: 100 %
    callers: {{calls: {{room_119: 1, room_112: 1}}, delay: 0 s}}
    needs: {{ems: {{als: 1, bls: 1}}, police: {{patrol: 2}}}}
    priority: 3
agencies:
  ems:
    dispatched_by: room_119
    stations:
      north: {{at: [1 km, 5 km], units: {{als: {many}, bls: 1}}}}
      south: {{at: [2 km, 500 m], units: {{als: 1, bls: {many}}}}}
      west: {{at: [-2 km, 1 km], units: {{als: {shift}}}}}
    turnout: {{kind: uniform, low: 30 s, high: 90 s}}
    search: {{kind: uniform, low: 10 s, high: 90 s}}
    on_scene: {{kind: exponential, mean: 15 min}}
    staging: {staging}
    {ems}
  police:
    dispatched_by: room_112
    stations:
      post: {{at: [1.5 km, 1.5 km], units: {{patrol: 2}}{patrol}}}
      watch: {{at: [5 km, 6 km], units: {{patrol: {many}}}{patrol}}}
    turnout: {{kind: uniform, low: 5 s, high: 60 s}}
    on_scene: {{kind: exponential, mean: 12 min}}
    {police}
centres:
  room_112: {{role: police, seats: unlimited}}
  room_119: {{role: fire, seats: unlimited}}
hospitals:
  general: {{at: [3 km, 2 km], bays: {bays}, handover: {{kind: exponential, mean: 15 min}}}}
  heart: {{at: [-1 km, 7 km], treats: [arrest], handover: {{kind: exponential, mean: 10 min}}}}
links:
  there: {{kind: delay, from: room_112, to: room_119, latency: {latency} s, joint_after: 20 s}}
  back: {{kind: delay, from: room_119, to: room_112, latency: {latency} s, transfer_after: 10 s}}
{links}"""
PLAIN = "plain"
FEATURES = (
    "when_clear",
    "on_the_way",
    "at_scene",
    "located",
    "reported",
    "redispatch",
    "sooner",
    "called_off",
    "lost",
    "mutual_aid",
    "violent",
    "unbidden",
    "transport",
    "nearest",
    "shifts",
    "last_call",
    "breakdowns",
    "patrol",
    "table",
    "list",
    "noise",
)
APART = (
    ("when_clear", "on_the_way", "at_scene"),
    ("when_clear", "at_scene", "table"),
    ("when_clear", "at_scene", "list"),
    ("table", "list"),
    ("located", "reported"),
    ("redispatch", "sooner"),
    ("lost", "mutual_aid"),
    ("transport", "nearest"),
)


def town(seed: int, *features: str, horizon: int = 8) -> Scenario:
    """Return a town with some features, its numbers by luck of the seed."""
    luck = Luck(seed, 0)

    def pick(name: str, *among: object) -> object:
        return among[int(luck.single("town", name, 0) * len(among))]

    ems, police, links = [], [], []
    rule = next((one for one in ("when_clear", "at_scene", "on_the_way") if one in features), "")
    if "table" in features or "list" in features:
        rule = "on_the_way"
    if rule:
        ems.append(f"available_again: {rule}")
    cars = "on_the_way" if "patrol" in features else rule
    if cars:
        police.append(f"available_again: {cars}")
    for which, words in ((rule, ems), (cars, police)):
        if which in ("on_the_way", "at_scene"):
            words.append("turnout_on_road: {kind: uniform, low: 5 s, high: 25 s}")
    if "table" in features:
        ems.append(
            "move_up: {kind: compliance_table, table: {als: {1: [south], 2: [south, north], 3: [south, north, west]},"
            " bls: {1: [north], 2: [west, south]}}}"
        )
    if "list" in features:
        ems.append("move_up: {kind: priority_list, list: {als: [south, north, south, west], bls: [west]}}")
    if "redispatch" in features or "sooner" in features:
        when = "sooner" if "sooner" in features else "none_free"
        ems.append(f"redispatch: {{urgent: {pick('urgent', 1, 2)}, when: {when}}}")
        police.append(f"redispatch: {{urgent: {pick('urgent police', 1, 2)}, when: {when}}}")
    for which, word in (("called_off", "called_off: true"), ("lost", "when_none_free: lost")):
        if which in features:
            ems.append(word)
            police.append(word)
    if "mutual_aid" in features:
        ems.append("when_none_free: {kind: mutual_aid, delay: {kind: uniform, low: 5 min, high: 20 min}}")
    if "unbidden" in features:
        ems.append("goes_in_after: 7 min")
    if "last_call" in features:
        ems.append(f"last_call: {{before: 40 min, urgent: {pick('last', 1, 2)}}}")
    if "breakdowns" in features:
        wear = "{up: {kind: exponential, mean: 3 h}, repair: {kind: exponential, mean: 30 min}}"
        ems.append(f"breakdowns: {wear}")
        police.append(f"breakdowns: {wear}")
    if "located" in features or "reported" in features:
        every = f", every: {pick('every', '17 s', '3 min', '11 min')}" if "reported" in features else ""
        links.append(f"  ambulances: {{kind: vehicle_location, from: ems, to: room_119{every}}}")
        links.append(f"  cars: {{kind: vehicle_location, from: police, to: room_112{every}}}")
    beat = "patrol: {beat: {centre: 3, edge: 1}, stay: {kind: exponential, mean: 8 min}, speed: 25 km/h}"
    to = "nearest" if "nearest" in features else "right"
    text = TOWN.format(
        seed=seed,
        horizon=horizon,
        detour=pick("detour", 1, 1.3),
        noise=0.4 if "noise" in features else 0,
        rate=pick("rate", 0.7, 1.5, 3),
        crews=pick("crews", 1, 2),
        patrols=pick("patrols", 1, 2, 3),
        brawl=pick("brawl", 1, 2, 3),
        many=pick("many", 1, 2),
        shift='{"00:00": 2, "07:10": 1, "08:00": 0, "11:30": 2}' if {"shifts", "last_call"} & set(features) else 1,
        bays=pick("bays", 1, 2),
        staging=f"{pick('staging', 0, 60, 120, 1800)} s" if {"violent", "unbidden"} & set(features) else "0 s",
        violent="violent: true\n    safe_after: 6 min" if {"violent", "unbidden"} & set(features) else "",
        latency=pick("latency", 0, 30),
        carried=f"transport: {{ems: {{share: 70 %, by: [als], to: {to}}}}}"
        if {"transport", "nearest"} & set(features)
        else "",
        patrol=f", {beat}" if "patrol" in features else "",
        ems="\n    ".join(ems),
        police="\n    ".join(police),
        links="\n".join(links),
    )
    city = load_text(text, "town")
    return city.alternatives[city.baseline]


def some(seed: int, share: float = 0.4) -> tuple[str, ...]:
    """Return features that can stand together, each with a chance, by luck of the seed."""
    luck, found = Luck(seed, 1), list[str]()
    for feature in FEATURES:
        others = {one for apart in APART if feature in apart for one in apart}
        if luck.single("feature", feature, 0) < share and not others & set(found):
            found.append(feature)
    return tuple(found)
