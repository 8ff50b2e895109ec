"""Further cases of theory on rooms, links and things that fail: what is measured in a run, and what is exact."""

from __future__ import annotations

import numpy as np
from theory_case import Case, Sums, means, shares
from theory_cases import EPSILON
from theory_failures import down_between, spells
from theory_records import Seen

from simcity.records import Milestone

DAY = 1440.0

# --------------------------------------------------------------------------- rooms


def overflown(seen: Seen, alternative: str) -> Sums:
    return {
        "P_first_full": seen.share(~np.isnan(seen.first(Milestone.BLOCKED, "desk"))),
        "P_lost": seen.share(np.isnan(seen.first(Milestone.ANSWERED))),
        "utilisation_neighbour": seen.per(seen.seats_busy("neighbour"), 2.0),
    }


OVERFLOW = Case(
    "OVERFLOW",
    overflown,
    (*shares("base", P_first_full=0.471698, P_lost=0.149916), *means("base", utilisation_neighbour=0.402228)),
    full=20,
    bounded=False,
)


def called_again(seen: Seen, alternative: str) -> Sums:
    records = seen.records
    start = np.where(np.isnan(records.job_start), records.job_end, records.job_start)
    return {
        "P_served": seen.share(~np.isnan(seen.first(Milestone.ANSWERED))),
        "utilisation": seen.per(seen.seats_busy("desk"), 2.0),
        "Lq": seen.number(records.job_asked / 60.0, start / 60.0),
    }


RETRIALS = Case(
    "RETRIALS",
    called_again,
    (*shares("base", P_served=0.729043), *means("base", utilisation=0.874852, Lq=0.900178)),
    full=20,
    bounded=False,
)


def interrupting(seen: Seen, alternative: str) -> Sums:
    asked, answered = seen.first(Milestone.RECEIVED), seen.first(Milestone.ANSWERED)
    stay, red = seen.first(Milestone.VERIFIED) - asked, seen.type("red")
    return {
        "P_wait_red": seen.share(answered - asked > EPSILON, red),
        "T_red": seen.mean(stay, red),
        "T_green": seen.mean(stay, seen.type("green")),
    }


PREEMPTION = Case(
    "PREEMPTION",
    interrupting,
    (*shares("base", P_wait_red=0.052033), *means("base", T_red=2.047302, T_green=4.10288)),
    full=30,
    bounded=False,
)


def skilled(seen: Seen, alternative: str) -> Sums:
    wait = seen.first(Milestone.ANSWERED) - seen.first(Milestone.RECEIVED)
    return {
        "P_block": seen.share(~np.isnan(seen.first(Milestone.BLOCKED))),
        "P_other_waits": seen.share(wait > EPSILON, seen.type("other")),
        "busy": seen.seats_busy("desk"),
    }


SKILLS = Case(
    "SKILLS",
    skilled,
    (*shares("base", P_block=0.392098, P_other_waits=0.212885), *means("base", busy=1.003038)),
    full=20,
    bounded=False,
)


def permitted(seen: Seen, alternative: str) -> Sums:
    granted, refused = seen.first(Milestone.APPROVED), seen.first(Milestone.REFUSED)
    wait = np.fmin(granted, refused) - seen.first(Milestone.ASKED)
    return {
        "wait": seen.mean(wait),
        "refused": seen.share(~np.isnan(refused)),
        "at_once": seen.below(wait, 3.0 + EPSILON),
    }


PERMISSION = Case(
    "PERMISSION",
    permitted,
    (*means("base", wait=285.5), *shares("base", refused=0.25, at_once=0.333333)),
    full=20,
    bounded=False,
)

# --------------------------------------------------------------------------- links


def told(seen: Seen, alternative: str) -> Sums:
    wait = seen.first(Milestone.RECEIVED, "ems_room") - seen.first(Milestone.AWARE, "room")
    return {"delay": seen.mean(wait), "P_at_once": seen.below(wait, EPSILON)}


CAPACITY = Case("CAPACITY", told, tuple(means("base", delay=2.702597)), full=60, bounded=False)

REPEATS = Case(
    "REPEATS",
    told,
    (
        *means("by_chance", delay=1.714286),
        *shares("by_chance", P_at_once=0.7),
        *means("in_outages", delay=1.238629),
        *shares("in_outages", P_at_once=0.9),
    ),
    full=40,
    bounded=False,
)


def at_noon(seen: Seen, alternative: str) -> Sums:
    after = seen.first(Milestone.AWARE, "ems_room") % DAY - DAY / 2
    return {"P_at_noon": seen.below(after, EPSILON), "after_noon": seen.mean(after)}


REDIAL = Case(
    "REDIAL", at_noon, (*shares("base", P_at_noon=0.25), *means("base", after_noon=1.125)), full=24, bounded=False
)

# --------------------------------------------------------------------------- things that fail


def worn(seen: Seen, alternative: str) -> Sums:
    since, until = spells(seen, "sensors/cameras")
    return {
        f"after_{hour}": (1000.0 - float(np.count_nonzero((since <= hour) & (hour < until))), 1000.0)
        for hour in (80, 150)
    }


RENEWAL = Case("RENEWAL", worn, tuple(shares("base", after_80=0.830202, after_150=0.81302)), full=60, bounded=False)


def bridged(seen: Seen, alternative: str) -> Sums:
    low, high = seen.records.warm_up / 3600.0, seen.records.horizon / 3600.0
    since, _ = spells(seen, "domains/mains")
    felt, _ = spells(seen, "domains/site")
    outages = float(np.count_nonzero((since >= low) & (since < high)))
    return {
        "felt": (float(np.count_nonzero((felt >= low) & (felt < high))), outages),
        "hours": (down_between(seen, "domains/site", low, high), outages),
    }


BACKUP = Case(
    "BACKUP",
    bridged,
    (*shares("battery", felt=0.563564), *means("battery", hours=2.817821), *means("generator", hours=2.73615)),
    full=40,
    bounded=False,
)

# --------------------------------------------------------------------------- watching


def found(seen: Seen, alternative: str) -> Sums:
    return {"delay": seen.mean(seen.first(Milestone.DETECTED) - seen.first(Milestone.ONSET))}


PATROL = Case(
    "PATROL",
    found,
    (
        *means("always_shown", delay=0.676471),
        *means("now_and_then", delay=1.264706),
        *means("seldom", delay=4.544118),
    ),
    full=20,
    bounded=False,
)


def looked(seen: Seen, alternative: str) -> Sums:
    noticed = ~np.isnan(seen.first(Milestone.DETECTED))
    clock = (seen.subjects.onset / 60.0 + 20.0) % DAY
    return {"hit": seen.share(noticed), "after_midnight": seen.share(noticed, seen.counted & (clock < 10.0))}


WATCH = Case("WATCH", looked, tuple(shares("base", hit=0.278035, after_midnight=0.557406)), full=100, bounded=False)
