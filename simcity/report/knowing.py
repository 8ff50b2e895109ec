"""Tables of who knew and of what came to the door: knowledge, calls, alarms, permissions, and what was down."""

from __future__ import annotations

from collections.abc import Iterator

from simcity.model.measurable import told
from simcity.report.blocks import Block, Heading, Paragraph
from simcity.report.study import Study
from simcity.report.work import headed, table

_KNOWING = (
    ("aware_mean", "from onset until the centre knows (min:s)"),
    ("aware_share", "cases that the centre ever knows of"),
    ("pictured_share", "cases of which the centre has a live picture"),
    ("footage_mean", "from onset until recorded video is there (min:s)"),
    ("safe_mean", "from onset until the centre knows the scene to be safe (min:s)"),
)
_CALLS = (
    ("wait_mean", "wait of reports from outside until answered (min:s)"),
    ("wait_p90", "the same, 9 of 10 within (min:s)"),
    ("abandoned", "calls given up before they were answered"),
    ("blocked", "reports from outside turned away, all places taken or the centre down"),
)
_SENSORS = (
    ("finds", "incidents first found by it, by device and year"),
    ("alarms", "alarms raised, true and false, by device and day"),
    ("false_runs", "units sent to what was not real, a day"),
)
_PERMISSIONS = (
    ("approval_mean", "from the request to the decision (min:s)"),
    ("refused", "permissions refused"),
)
_UP = (("availability", "share of the time in which it works"),)


def knowing(study: Study) -> Iterator[Block]:
    """Give how soon the centres that must act, and those that are told, know of incidents."""
    kinds = [name for name, kind in study.scenario.incidents.items() if kind.real]
    if all(len(told(study.scenario, name)) < 2 for name in kinds):
        return
    rows = table(study, _KNOWING)
    if rows is None:
        return
    yield Heading("Who knew, and how soon")
    yield Paragraph(
        "Of centres that send units to a type of incident or are told of it; times over cases they knew of."
    )
    yield rows


def conditions(study: Study) -> Iterator[Block]:
    """Give calls, alarms, permissions and availability, each where the scenario has them."""
    yield from headed(
        study,
        (
            ("Reports at the door", "From outside come calls, alarms, guards' words and spoken relays.", _CALLS),
            ("What sensors gave", "", _SENSORS),
            ("Permissions", "Of those asked for, by the centre that grants them.", _PERMISSIONS),
            ("What was up", "Over the counted time; of sensors and vehicles, of the time of all of them.", _UP),
        ),
    )
