"""The log of accesses: who saw which live picture or recorded video when, and by whose permission."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simcity.model.links import PushedVideo
from simcity.model.scenario import Scenario
from simcity.records import Milestone, Outcome, Records

if TYPE_CHECKING:
    import pandas as pd

WHAT = {
    Milestone.PICTURED: "live picture",
    Milestone.FOOTAGE: "recorded video",
    Milestone.REFUSED: "refused",
}
BLIND = "live picture, scene not in view"
COLUMNS = ["time", "id", "type", "real", "organisation", "what", "channel", "by", "asked", "answered"]
_ANSWERS = (Milestone.APPROVED, Milestone.REFUSED)


def accesses(records: Records, scenario: Scenario) -> pd.DataFrame:
    """Return one row for each picture or recorded video that reached an organisation, in order of time.

    What was opened and looked at without showing the scene is an access too, and a refusal is logged. ``time``,
    ``asked`` and ``answered`` are seconds from the start of the run; ``by`` is who was asked, empty where no permission
    was needed. ``real`` is false where nothing had happened. Permissions to send units are no accesses.
    """
    import pandas as pd

    subjects = records.subjects
    rows: list[tuple[object, ...]] = []

    def note(time: float, subject: int, organisation: int, what: str, channel: int, asked: int, answered: int) -> None:
        missing = asked < 0
        rows.append(
            (
                time,
                subjects.name(subject),
                subjects.types[subjects.type[subject]],
                bool(subjects.real[subject]),
                records.organisations[organisation],
                what,
                records.channels[channel],
                "" if missing else records.organisations[records.organisation[asked]],
                np.nan if missing else float(records.time[asked]),
                np.nan if missing else float(records.time[answered]),
            )
        )

    for at in np.flatnonzero(np.isin(records.milestone, list(WHAT))).tolist():
        what = Milestone(int(records.milestone[at]))
        refused, channel = what is Milestone.REFUSED, int(records.channel[at])
        if refused and channel == 0:
            continue
        asked, answered = _permission(records, at)
        who = int(records.organisation[records.cause[asked]] if refused else records.organisation[at])
        note(float(records.time[at]), int(records.incident[at]), who, WHAT[what], channel, asked, answered)
    granted = np.flatnonzero(records.milestone == Milestone.APPROVED).tolist()
    answers = {(int(records.incident[at]), int(records.channel[at])): at for at in granted}
    for time, subject, who, channel in _blind(records, scenario):
        answer = answers.get((subject, channel), -1)
        note(time, subject, who, BLIND, channel, -1 if answer < 0 else int(records.cause[answer]), answer)
    return pd.DataFrame(rows, columns=COLUMNS).sort_values(["time", "id", "organisation"], ignore_index=True)


def _permission(records: Records, at: int) -> tuple[int, int]:
    """Return the asking and the answer that led to a record over the same link, -1 where there were none."""
    channel, here = records.channel[at], at
    while records.milestone[here] != Milestone.AWARE and records.cause[here] != here:
        if int(records.milestone[here]) in _ANSWERS and records.channel[here] == channel:
            return int(records.cause[here]), here
        here = int(records.cause[here])
    return -1, -1


def _blind(records: Records, scenario: Scenario) -> list[tuple[float, int, int, int]]:
    """Return looks at pushed pictures that did not show the scene: time, subject, organisation and channel."""
    kind = records.job_kinds.index("picture")
    done = (records.job_kind == kind) & (records.job_outcome == Outcome.DONE)
    seen = records.milestone == Milestone.PICTURED
    shown = set(zip(records.incident[seen].tolist(), records.organisation[seen].tolist(), strict=True))
    receivers = {}
    for name, link in scenario.links.items():
        if isinstance(link, PushedVideo) and link.up != "never":
            receivers[records.organisations.index(link.receiver)] = records.channels.index(name)
    return [
        (float(records.job_end[job]), int(records.job_incident[job]), centre, receivers[centre])
        for job in np.flatnonzero(done).tolist()
        if (centre := int(records.job_centre[job])) in receivers
        and (int(records.job_incident[job]), centre) not in shown
    ]
