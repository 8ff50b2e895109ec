"""Labels: what metrics, stages, milestones and parts are called in plain words, for text, plots and docs alike."""

from __future__ import annotations

from simcity.fields import DAY, HOUR, MINUTE
from simcity.model.measurable import held
from simcity.model.metrics import METRICS as NAMED
from simcity.model.scenario import Scenario
from simcity.records import Milestone
from simcity.report.sayings import METRICS, Label

STAGES = {
    "detection": "until a first report reaches a centre",
    "answering": "until an operator there takes it up",
    "verification": "until it is understood and believed",
    "sharing": "until the centre that sends units knows",
    "request": "until that centre asks for units",
    "permission": "until the permission to send them is there",
    "dispatch": "until a unit is found and alerted",
    "turnout": "until the unit rolls",
    "travel": "on the road",
    "staging": "held outside, and the last part of the way",
    "reaching": "from the vehicle to the side",
    "total": "in all",
}
"""By the name of a stage: what happens in it, told after "seconds saved"."""

SHORT_STAGES = {
    "detection": "notice",
    "answering": "answer",
    "verification": "believe",
    "sharing": "share",
    "request": "ask for units",
    "permission": "permit",
    "dispatch": "find a unit",
    "turnout": "turn out",
    "travel": "travel",
    "staging": "held outside",
    "reaching": "reach the side",
    "total": "in all",
}
"""The same in a word or two, for axes."""

MILESTONES = {
    Milestone.ONSET: "it happens",
    Milestone.DETECTED: "noticed",
    Milestone.RECEIVED: "report comes in",
    Milestone.ANSWERED: "operator takes it up",
    Milestone.VERIFIED: "understood and believed",
    Milestone.AWARE: "knows",
    Milestone.SHARED: "tells another centre",
    Milestone.REQUESTED: "units asked for",
    Milestone.DISPATCHED: "unit alerted",
    Milestone.EN_ROUTE: "unit rolls",
    Milestone.ON_SCENE: "unit arrives",
    Milestone.AT_SIDE: "at the side",
    Milestone.CLEAR: "work there done",
    Milestone.IN_SERVICE: "unit free again",
    Milestone.REJECTED: "not believed",
    Milestone.LOST: "given up to a neighbour",
    Milestone.PICTURED: "live picture comes in",
    Milestone.ABANDONED: "caller hangs up",
    Milestone.BLOCKED: "turned away: busy tone",
    Milestone.ASKED: "permission asked for",
    Milestone.APPROVED: "permission granted",
    Milestone.REFUSED: "permission refused",
    Milestone.FOOTAGE: "recorded video comes in",
    Milestone.SAFE: "knows that the scene is safe",
    Milestone.CANCELLED: "unit goes no further",
    Milestone.STAGED: "unit held outside",
    Milestone.RELEASED: "unit let in",
    Milestone.LEFT_SCENE: "leaves with a patient",
    Milestone.AT_HOSPITAL: "at the hospital",
    Milestone.HANDED_OVER: "patient handed over",
    Milestone.ESCALATED: "it grows graver",
}


def stages_of(scenario: Scenario) -> list[str]:
    """Return the stages that a scenario has: only some ask for a permission to send units, or hold them outside."""
    unused = set()
    if all(agency.release is None for agency in scenario.agencies.values()):
        unused.add("permission")
    if not any(held(scenario, name) for name in scenario.incidents):
        unused.add("staging")
    return [stage for stage in STAGES if stage not in unused]


_ABBREVIATIONS = {"ems": "EMS", "cctv": "CCTV"}


def words(name: str) -> str:
    """Return an id as words: underscores become spaces."""
    return " ".join(_ABBREVIATIONS.get(word, word) for word in name.split("_"))


def type_name(name: str, scenario: Scenario) -> str:
    """Return the title of an incident type, or its id as words."""
    kind = scenario.incidents.get(name)
    text = (kind.title if kind else "") or words(name)
    return text[:1].upper() + text[1:]


def group_name(group: str, scenario: Scenario) -> str:
    """Return TYPE/AGENCY in words; ``all`` is all of them."""
    if group == "all":
        return "All incidents"
    name, _, agency = group.partition("/")
    return f"{type_name(name, scenario)}, {words(agency)}"


def part_name(part: str) -> str:
    """Return a part of a breakdown, such as view=public, in words."""
    key, _, value = part.partition("=")
    if key == "view":
        return {"public": "in public view", "indoor": "indoors, out of view"}.get(value, value)
    if key == "hours":
        return f"from {value.replace('-', ' to ')} h"
    return f"{key} {words(value)}"


_COLLECTIONS = {"domains": "", "links": "link", "centres": "centre", "sensors": "sensor", "agencies": "vehicles of"}


def component_name(path: str, scenario: Scenario) -> str:
    """Return what can be down, such as links/relay, in words."""
    collection, _, name = path.partition("/")
    domain = scenario.domains.get(name) if collection == "domains" else None
    return (domain.title if domain else "") or f"{_COLLECTIONS.get(collection, collection)} {words(name)}".strip()


def label(metric: str) -> Label:
    """Return the label of a metric, its gaps not filled in."""
    return METRICS[metric.partition("/")[0]]


def about(metric: str, scenario: Scenario) -> str:
    """Return what a metric is about: a type and agency, a centre, and the part of a breakdown."""
    word, name, *rest = metric.split("/")
    if word == "availability":
        return component_name("/".join([name, *rest]), scenario)
    if "TYPE" not in NAMED[word][0]:
        return words(name)
    if not rest:
        return type_name(name, scenario)
    return ", ".join([group_name(f"{name}/{rest[0]}", scenario), *map(part_name, rest[1:])])


def metric_name(metric: str, scenario: Scenario) -> str:
    """Return a metric in one line, for tables and axes."""
    return f"{about(metric, scenario)}: {label(metric).name}"


def filled(template: str, metric: str, scenario: Scenario) -> str:
    """Return a phrase of a label with its gaps filled in."""
    word, name, *rest = metric.split("/")
    agency = rest[0] if rest else ""
    title = type_name(name, scenario)
    # A title's first letter is lowered inside a sentence, an abbreviation's is not.
    lowered = title[:1].lower() + title[1:] if title[1:2].islower() else title
    return template.format(
        type=lowered + "".join(f" ({part_name(part)})" for part in rest[1:]),
        agency=words(agency),
        centre=words(name),
        part=component_name(f"{name}/{agency}", scenario),
        target=_target(word, name, agency, scenario),
    )


def _target(word: str, name: str, agency: str, scenario: Scenario) -> str:
    kind = scenario.incidents.get(name)
    if kind is None:
        return ""
    if word == "attainment" and agency in kind.golden_time:
        return f" of {duration(kind.golden_time[agency])}"
    if word == "attainment_official" and agency in kind.official:
        return f" of {duration(kind.official[agency].within)}"
    return ""


def duration(seconds: float) -> str:
    """Return a span as one would write it: 45 s, 4 min, 2.5 h, 30 d."""
    for size, unit in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if seconds >= size and (seconds / size) * 2 == int(seconds / size * 2):
            return f"{seconds / size:g} {unit}"
    return f"{seconds:g} s" if seconds < 600 else f"{seconds / 60:.3g} min"
