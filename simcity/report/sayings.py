"""What every metric is called in plain words, as a name, as a noun phrase and as a clause."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """A metric in plain words; ``{type}``, ``{agency}``, ``{target}``, ``{centre}`` and ``{part}`` are filled in.

    ``{agency}`` is what follows the type, an agency or a centre; ``{centre}`` a centre, agency or sensor.
    """

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
    "noticed": Label(
        "cases that anybody or anything notices",
        "the share of cases of {type} that anybody or anything notices",
        "more cases of {type} are noticed",
        "fewer cases of {type} are noticed",
        1,
    ),
    "aware_mean": Label(
        "mean time from onset until the centre knows",
        "the mean time until {agency} knows of cases of {type}",
        "{agency} knows of cases of {type} later, on average,",
        "{agency} knows of cases of {type} sooner, on average,",
        -1,
    ),
    "aware_share": Label(
        "cases that the centre ever knows of",
        "the share of cases of {type} of which {agency} ever knows",
        "{agency} knows of more cases of {type}",
        "{agency} knows of fewer cases of {type}",
        1,
    ),
    "pictured_share": Label(
        "cases of which the centre has a live picture",
        "the share of cases of {type} of which {agency} has a live picture",
        "{agency} has a live picture of more cases of {type}",
        "{agency} has a live picture of fewer cases of {type}",
        1,
    ),
    "safe_mean": Label(
        "mean time from onset until the centre knows the scene to be safe",
        "the mean time until {agency} knows the scene of {type} to be safe",
        "{agency} knows the scene of {type} to be safe later, on average,",
        "{agency} knows the scene of {type} to be safe sooner, on average,",
        -1,
    ),
    "footage_mean": Label(
        "mean time from onset until recorded video is there",
        "the mean time until recorded video of {type} is there",
        "recorded video of {type} is there later, on average,",
        "recorded video of {type} is there sooner, on average,",
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
    "wait_mean": Label(
        "mean wait of reports from outside until answered",
        "the mean wait at {centre} until reports from outside are answered",
        "reports from outside wait longer at {centre}, on average,",
        "reports from outside wait less at {centre}, on average,",
        -1,
    ),
    "wait_p90": Label(
        "wait of reports from outside, 9 of 10 within",
        "the time within which {centre} answers 9 of 10 reports from outside",
        "{centre} needs longer to answer 9 of 10 reports from outside",
        "{centre} needs less time to answer 9 of 10 reports from outside",
        -1,
    ),
    "abandoned": Label(
        "calls given up before they were answered",
        "the share of calls to {centre} given up before they were answered",
        "more callers of {centre} hang up before they are answered",
        "fewer callers of {centre} hang up before they are answered",
        -1,
    ),
    "blocked": Label(
        "reports from outside turned away",
        "the share of reports from outside that {centre} turns away",
        "{centre} turns more reports from outside away",
        "{centre} turns fewer reports from outside away",
        -1,
    ),
    "refused": Label(
        "permissions refused",
        "the share of permissions asked of {centre} that it refuses",
        "{centre} refuses more of the permissions asked of it",
        "{centre} refuses fewer of the permissions asked of it",
        0,
    ),
    "approval_mean": Label(
        "mean time until a permission is decided on",
        "the mean time until {centre} decides on a permission",
        "{centre} takes longer to decide on a permission, on average,",
        "{centre} takes less time to decide on a permission, on average,",
        -1,
    ),
    "finds": Label(
        "incidents first found, by device and year",
        "the number of incidents a year that a device of {centre} is the first to find",
        "{centre} finds more incidents first",
        "{centre} finds fewer incidents first",
        1,
    ),
    "alarms": Label(
        "alarms raised, true and false, by device and day",
        "the number of alarms a day that a device of {centre} raises",
        "{centre} raises more alarms",
        "{centre} raises fewer alarms",
        0,
    ),
    "availability": Label(
        "share of the time in which it works",
        "the share of the time in which {part} works",
        "{part} works more of the time",
        "{part} works less of the time",
        1,
    ),
    "false_runs": Label(
        "units sent to what was not real, a day",
        "the number of units of {centre} a day that are sent to what did not happen",
        "more units of {centre} are sent to what did not happen",
        "fewer units of {centre} are sent to what did not happen",
        -1,
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
