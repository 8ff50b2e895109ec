"""Labels: what a metric, a stage and a milestone are called in plain words; the one table for text, plots and docs."""

from __future__ import annotations

from dataclasses import dataclass

from simcity.fields import DAY, HOUR, MINUTE
from simcity.model.scenario import Scenario
from simcity.records import Milestone


@dataclass(frozen=True)
class Label:
    """A metric in plain words; ``{type}``, ``{agency}``, ``{target}`` and ``{centre}`` are filled in."""

    name: str
    """Few words, for tables and axes."""
    what: str
    """A noun phrase, after "no difference is seen in"."""
    more: str
    """A clause for where it is higher."""
    less: str
    """A clause for where it is lower."""
    better: int
    """1 where more is better, -1 where less is, 0 where neither is."""


METRICS: dict[str, Label] = {
    "attainment": Label(
        "reached inside the golden time",
        "the share of cases of {type} reached by {agency} inside their golden time{target}",
        "more cases of {type} are reached by {agency} inside their golden time{target}",
        "fewer cases of {type} are reached by {agency} inside their golden time{target}",
        1,
    ),
    "attainment_official": Label(
        "reached inside the official target",
        "the share of cases of {type} reached by {agency} inside the official target{target}",
        "more cases of {type} are reached by {agency} inside the official target{target}",
        "fewer cases of {type} are reached by {agency} inside the official target{target}",
        1,
    ),
    "response_mean": Label(
        "mean time from onset to the side",
        "the mean time from the onset of {type} until {agency} stands at the side",
        "{agency} stands at the side of cases of {type} later after their onset, on average,",
        "{agency} stands at the side of cases of {type} sooner after their onset, on average,",
        -1,
    ),
    "response_p90": Label(
        "time from onset to the side, 9 of 10 within",
        "the time within which {agency} stands at the side of 9 of 10 cases of {type}",
        "{agency} needs longer to stand at the side of 9 of 10 cases of {type}",
        "{agency} needs less time to stand at the side of 9 of 10 cases of {type}",
        -1,
    ),
    "official_mean": Label(
        "mean time by the official clock",
        "the mean time by the official clock until {agency} arrives at cases of {type}",
        "{agency} arrives at cases of {type} later by the official clock, on average,",
        "{agency} arrives at cases of {type} sooner by the official clock, on average,",
        -1,
    ),
    "detection_mean": Label(
        "mean time from onset until noticed",
        "the mean time until cases of {type} are noticed",
        "cases of {type} are noticed later, on average,",
        "cases of {type} are noticed sooner, on average,",
        -1,
    ),
    "full_response": Label(
        "mean time until all units are at the side",
        "the mean time until all units that {type} needs stand at the side",
        "all units that {type} needs stand at the side later, on average,",
        "all units that {type} needs stand at the side sooner, on average,",
        -1,
    ),
    "outcome": Label(
        "chance of a good outcome",
        "the chance of a good outcome of {type}",
        "the chance of a good outcome of {type} is higher",
        "the chance of a good outcome of {type} is lower",
        1,
    ),
    "unreached": Label(
        "not reached by every agency they need",
        "the share of cases of {type} that an agency they need never reaches",
        "more cases of {type} are never reached by an agency they need",
        "fewer cases of {type} are never reached by an agency they need",
        -1,
    ),
    "censored": Label(
        "still open when the run ended",
        "the share of cases of {type} still open when the run ended",
        "more cases of {type} are still open when the run ends",
        "fewer cases of {type} are still open when the run ends",
        -1,
    ),
    "load": Label(
        "incidents a day",
        "the number of cases of {type} a day",
        "there are more cases of {type}",
        "there are fewer cases of {type}",
        0,
    ),
    "utilisation": Label(
        "share of operators' time in use",
        "the share of operators' time in use at {centre}",
        "the operators of {centre} are busier",
        "the operators of {centre} are less busy",
        0,
    ),
    "busy": Label(
        "share of units' time in use",
        "the share of time in which units of {centre} are out",
        "the units of {centre} are out more of the time",
        "the units of {centre} are out less of the time",
        0,
    ),
    "false_alarms": Label(
        "false reports handled a day",
        "the number of false reports a day that take a seat at {centre}",
        "{centre} handles more false reports",
        "{centre} handles fewer false reports",
        -1,
    ),
}
"""By the first word of a metric's id."""

STAGES = {
    "detection": "until a first report reaches a centre",
    "answering": "until an operator there takes it up",
    "verification": "until it is understood and believed",
    "sharing": "until the centre that sends units knows",
    "request": "until that centre asks for units",
    "dispatch": "until a unit is found and alerted",
    "turnout": "until the unit rolls",
    "travel": "on the road",
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
    "dispatch": "find a unit",
    "turnout": "turn out",
    "travel": "travel",
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
}

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


def label(metric: str) -> Label:
    """Return the label of a metric, its gaps not filled in."""
    return METRICS[metric.partition("/")[0]]


def about(metric: str, scenario: Scenario) -> str:
    """Return what a metric is about: a type and agency, a centre, and the part of a breakdown."""
    word, name, *rest = metric.split("/")
    if word in ("utilisation", "busy", "false_alarms"):
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
