"""Milestones and outcomes as plain numbers, which the engine says a dozen times an incident.

A member of an enumeration takes ten times as long to look up and to turn into a number.
"""

from __future__ import annotations

from simcity.records import Milestone, Outcome

ONSET = int(Milestone.ONSET)
DETECTED = int(Milestone.DETECTED)
RECEIVED = int(Milestone.RECEIVED)
ANSWERED = int(Milestone.ANSWERED)
VERIFIED = int(Milestone.VERIFIED)
AWARE = int(Milestone.AWARE)
SHARED = int(Milestone.SHARED)
REQUESTED = int(Milestone.REQUESTED)
DISPATCHED = int(Milestone.DISPATCHED)
EN_ROUTE = int(Milestone.EN_ROUTE)
ON_SCENE = int(Milestone.ON_SCENE)
AT_SIDE = int(Milestone.AT_SIDE)
CLEAR = int(Milestone.CLEAR)
IN_SERVICE = int(Milestone.IN_SERVICE)
REJECTED = int(Milestone.REJECTED)
LOST = int(Milestone.LOST)
PICTURED = int(Milestone.PICTURED)
ABANDONED = int(Milestone.ABANDONED)
BLOCKED = int(Milestone.BLOCKED)
ASKED = int(Milestone.ASKED)
APPROVED = int(Milestone.APPROVED)
REFUSED = int(Milestone.REFUSED)
FOOTAGE = int(Milestone.FOOTAGE)
SAFE = int(Milestone.SAFE)
CANCELLED = int(Milestone.CANCELLED)
STAGED = int(Milestone.STAGED)
RELEASED = int(Milestone.RELEASED)
LEFT_SCENE = int(Milestone.LEFT_SCENE)
AT_HOSPITAL = int(Milestone.AT_HOSPITAL)
HANDED_OVER = int(Milestone.HANDED_OVER)
ESCALATED = int(Milestone.ESCALATED)

DONE = int(Outcome.DONE)
NOT_BELIEVED = int(Outcome.REJECTED)
KNOWN = int(Outcome.KNOWN)
NO_ANSWER = int(Outcome.NO_ANSWER)
OPEN = int(Outcome.OPEN)
HUNG_UP = int(Outcome.HUNG_UP)
TURNED_AWAY = int(Outcome.BLOCKED)
INTERRUPTED = int(Outcome.INTERRUPTED)
