"""The walk back from the last record of a response to the onset, for many responses at once."""

from __future__ import annotations

import numpy as np

from simcity.records import Floats, Integers, Milestone, Records

# The furthest of these that a response has said stands for it.
RESPONSE = (
    Milestone.AT_SIDE,
    Milestone.ON_SCENE,
    Milestone.RELEASED,
    Milestone.STAGED,
    Milestone.EN_ROUTE,
    Milestone.DISPATCHED,
    Milestone.REQUESTED,
)

# What a unit does once it has stood at the side, each because of the one before.
_AFTERWARDS = (Milestone.CLEAR, Milestone.LEFT_SCENE, Milestone.AT_HOSPITAL, Milestone.HANDED_OVER)

_HEARING = np.array([Milestone.RECEIVED, Milestone.ANSWERED, Milestone.VERIFIED])

# What the unit itself says. Another one may stand further back: one that went no further, or one that saw how grave
# it was, upon which more were asked for.
_OF_UNIT = np.isin(np.arange(len(Milestone)), RESPONSE[:-1])

# Of these the last request for the agency counts.
_OF_REQUEST = np.isin(np.arange(len(Milestone)), (Milestone.REQUESTED, Milestone.ASKED, Milestone.APPROVED))


def walk(records: Records, leaf: Integers) -> tuple[Floats, Floats, Integers]:
    """Return the times of the milestones on the way back to the onset, when the last centre knew, and the channel."""
    times = np.full((len(Milestone), len(leaf)), np.nan)
    aware = np.full(len(leaf), np.nan)
    channel = np.zeros(len(leaf), np.int64)
    alerted = np.zeros(len(leaf), bool)
    later = np.full(len(leaf), np.nan)
    entry = np.flatnonzero(leaf >= 0)
    at = leaf[entry]
    while len(at):
        milestone, time = records.milestone[at], records.time[at]
        # Later steps of the walk are earlier, so the first centre's times stay, and what came after it told is dropped.
        times[np.ix_(_HEARING, entry[milestone == Milestone.SHARED])] = np.nan
        known = alerted[entry] & _OF_UNIT[milestone] | _OF_REQUEST[milestone] & ~np.isnan(times[milestone, entry])
        times[milestone[~known], entry[~known]] = time[~known]
        alerted[entry[milestone == Milestone.DISPATCHED]] = True
        unaware = np.isnan(aware[entry])
        here = (milestone == Milestone.AWARE) & unaware
        aware[entry[here]] = time[here]
        # Of what is graver than a centre knew it is told without a report: it knows when it acts upon it.
        here = (milestone == Milestone.SHARED) & unaware
        aware[entry[here]] = later[entry[here]]
        later[entry] = time
        here = milestone == Milestone.DETECTED
        channel[entry[here]] = records.channel[at[here]]
        further = records.cause[at] != at
        at, entry = records.cause[at][further], entry[further]
    entry, at = np.flatnonzero(leaf >= 0), leaf[leaf >= 0]
    for what in _AFTERWARDS:
        following = np.full(len(records), -1, np.int64)
        done = np.flatnonzero(records.milestone == what)
        following[records.cause[done]] = done
        at = following[at]
        entry, at = entry[at >= 0], at[at >= 0]
        times[what, entry] = records.time[at]
    return times, aware, channel
