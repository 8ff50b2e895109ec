"""Foretell scenarios/night-out.yaml by arithmetic: single cases with the laws of the file, without a run.

Of the program it uses the laws of chance and the luck, not the engine. Cases are apart from each other: how many units
are free is a number, seats are always free, units that are free stand at their stations or cars anywhere in their beat.
Run from the root of the project: python experiments/night_out_predictions.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from simcity.distributions import LawOfChance
from simcity.load import load
from simcity.luck import Luck
from simcity.model.links import PhoneRelay, Ticket
from simcity.model.scenario import Scenario
from simcity.records import Flags, Floats

FILE = Path(__file__).parent.parent / "scenarios" / "night-out.yaml"
CASES = 200_000
BUSY = {"ems": 0.12, "police": 0.4}
"""Shares of units that are out, worked out in docs/predictions-night-out.md."""
LUCK = Luck(1, 0)
EACH = np.arange(CASES)


def luck(purpose: str, j: int = 0) -> Floats:
    """Return a uniform number for each case."""
    return LUCK.vector(purpose, "foretold", EACH, j)


def drawn(law: LawOfChance, purpose: str, j: int = 0) -> Floats:
    """Return a value of a law for each case."""
    return law.ppf(luck(purpose, j))


def normal(purpose: str, j: int = 0) -> Floats:
    """Return a standard normal number for each case."""
    from scipy.special import ndtri

    return np.asarray(ndtri(luck(purpose, j)))


def seconds(metres: Floats) -> Floats:
    """Return the driving time over a straight distance by the law of the file, without noise."""
    road, join, cruise = 1.26 * metres, 1416.0, 63.1 / 3.6
    return 0.813 * np.where(road < join, 2.0 * np.sqrt(join * road), join + road) / cruise


def places(share: float = 0.6) -> tuple[Floats, Floats]:
    """Return where cases happen: a share in the quarter, the rest anywhere in the district."""
    half = np.where(luck("quarter") < share, 400.0, 4530.0)
    return half * (2.0 * luck("x") - 1.0), half * (2.0 * luck("y") - 1.0)


def ambulance(x: Floats, y: Floats) -> Floats:
    """Return the driving time of the nearest free ambulance."""
    found = np.full(CASES, np.inf)
    for nth, (east, north) in enumerate((e, n) for e in (-3020.0, 0.0, 3020.0) for n in (-2265.0, 2265.0)):
        away = np.hypot(x - east, y - north)
        found = np.minimum(found, np.where(luck("ambulance out", nth) < BUSY["ems"], np.inf, away))
    # All six are out in one case of 16,000: a neighbour's way.
    return seconds(np.where(np.isinf(found), 6000.0, found)) * np.exp(0.3 * normal("ambulance noise"))


def cars(x: Floats, y: Floats, seen: bool, wanted: int) -> Floats:
    """Return case x car: seconds from the order to the side of those sent, by posts or from where they are seen."""
    posts = [((0.0, 300.0), (0.0, 0.0), 400.0)] * 3
    for east in (-2265.0, 2265.0):
        for north in (-2265.0, 2265.0):
            posts += [((east, north), (east, north), 2265.0)] * 2
    believed, true = np.empty((CASES, len(posts))), np.empty((CASES, len(posts)))
    for nth, (post, middle, half) in enumerate(posts):
        at_x = middle[0] + half * (2.0 * luck("car x", nth) - 1.0)
        at_y = middle[1] + half * (2.0 * luck("car y", nth) - 1.0)
        true[:, nth] = seconds(np.hypot(x - at_x, y - at_y))
        believed[:, nth] = true[:, nth] if seen else seconds(np.hypot(x - post[0], y - post[1]))
        believed[luck("car out", nth) < BUSY["police"], nth] = np.inf
    order = np.argsort(believed, axis=1, kind="stable")[:, :wanted]
    sent = np.take_along_axis(true, order, axis=1)
    side = [
        10.0 + sent[:, nth] * np.exp(0.3 * normal("car noise", nth)) + drawn(law("police", "search"), "car search", nth)
        for nth in range(wanted)
    ]
    return np.column_stack(side)


def law(agency: str, name: str) -> LawOfChance:
    """Return a law of an agency."""
    found: LawOfChance = getattr(CITY.agencies[agency], name)
    return found


def calls(shares: float) -> tuple[Floats, Floats]:
    """Return when the first caller reaches 112 and 119, infinite for never; a share of the calls goes to 112."""
    delay = CITY.incidents["stabbing"].callers
    assert delay is not None
    first = drawn(delay.delay, "call", 0)
    # Poisson with mean 0.5, cut at three further callers.
    more = np.searchsorted([0.6065, 0.9098, 0.9856], luck("more"))
    police, ems = np.full(CASES, np.inf), np.full(CASES, np.inf)
    for nth in range(4):
        at = first if nth == 0 else first + drawn(delay.delay, "call", nth)
        at = np.where(more >= nth, at, np.inf)
        to_police = luck("whom", nth) < shares
        police = np.minimum(police, np.where(to_police, at, np.inf))
        ems = np.minimum(ems, np.where(to_police, np.inf, at))
    return police, ems


def doubt(purpose: str) -> Floats:
    """Return the seat time on a doubtful place."""
    return np.where(luck(purpose) < 0.05, 120.0, 0.0)


def told(link: PhoneRelay | Ticket, purpose: str, answering: float) -> Floats:
    """Return the seconds from one room's knowing to the other's, over a telephone or by ticket."""
    assert link.handling is not None
    joint = drawn(link.joint_after, f"joint {purpose}")
    if isinstance(link, Ticket):
        return joint + drawn(link.handling, "handling")
    return (
        joint + answering + drawn(link.duration, "talk") + drawn(link.handling, "handling") + doubt(f"words {purpose}")
    )


def known(alternative: str) -> tuple[Floats, Floats]:
    """Return when the police room and the ambulance room know of a stabbing."""
    if alternative == "perfect":
        return np.zeros(CASES), np.zeros(CASES)
    police, ems = calls(0.7)
    here = police + 3.0 + drawn(CITY.centres["room_112"].processing, "talk 112") + doubt("place 112")
    there = ems + 4.0 + drawn(CITY.centres["room_119"].processing, "talk 119") + doubt("place 119")
    way = "ticket" if alternative in ("ticket", "integrated") else "phone"
    out, back = CITY.links[f"{way}_112_119"], CITY.links[f"{way}_119_112"]
    assert isinstance(out, PhoneRelay | Ticket)
    assert isinstance(back, PhoneRelay | Ticket)
    return np.minimum(here, there + told(back, "back", 3.0)), np.minimum(there, here + told(out, "out", 4.0))


def stabbing(alternative: str) -> dict[str, Floats | Flags]:
    """Return what becomes of each stabbing, seconds from onset."""
    x, y = places()
    police, ems = known(alternative)
    seen = alternative in ("cars_on_the_map", "integrated", "perfect")
    order = drawn(CITY.centres["room_112"].dispatching, "order 112")
    side = police + order + cars(x, y, seen, 2).min(axis=1)
    safe_after = CITY.incidents["stabbing"].safe_after
    assert safe_after is not None
    safe = side + drawn(safe_after, "safe after")
    by_phone = alternative in ("phones", "cars_on_the_map", "picture")
    # Word reaches whoever hears of the case later with the case.
    word = np.maximum(safe + (34.0 if by_phone else 0.0), ems)
    word = np.where(ems > safe, ems, word)
    left = ems + 10.0 + drawn(law("ems", "turnout"), "turnout")
    there = left + ambulance(x, y)
    point = np.maximum(left, there - 60.0)
    held = word > point
    inside = np.where(held, word + there - point, there)
    return {
        "police at side": side,
        "safe": safe,
        "ambulance room knows": ems,
        "held": held,
        "waits": np.where(held, word - point, np.nan),
        "at side": inside + drawn(law("ems", "search"), "search"),
        "unheld": there + drawn(law("ems", "search"), "search"),
        "quarter": np.maximum(abs(x), abs(y)) <= 400.0,
    }


def fight(alternative: str, at_once: bool) -> dict[str, Floats | Flags]:
    """Return what becomes of each fight that would grow, seconds from onset; all other fights are alike but for that.

    The other room hears of it ``at_once`` when it is known to be graver, or as late as of any case.
    """
    x, y = places()
    mine, other = calls(0.99)
    # One call in a hundred reaches the wrong room, which passes it on in about 80 s more.
    mine = np.minimum(mine, other + 80.0)
    everything = alternative == "perfect"
    aware = mine + 3.0 + drawn(CITY.centres["room_112"].processing, "talk 112") + doubt("place 112")
    aware = np.zeros(CASES) if everything else aware
    seen = alternative in ("cars_on_the_map", "integrated", "perfect")
    side = aware + drawn(CITY.centres["room_112"].dispatching, "order 112") + cars(x, y, seen, 1)[:, 0]
    grows = -240.0 * np.log(luck("grows"))
    grown = grows < side
    # What the police room learns first of: words, a picture, its own car.
    words = np.where((grows < aware) & (luck("said") < 0.5), aware, np.inf)
    shown = np.full(CASES, np.inf)
    if alternative in ("picture", "integrated"):
        sight = (np.maximum(abs(x), abs(y)) <= 400.0) & (luck("in sight") < 0.8 * 0.52)
        pictured = np.maximum(aware + 14.0, grows)
        stays = CITY.incidents["fight"].shows_for
        assert stays is not None
        shown = np.where(sight & (pictured < drawn(stays, "shows")), pictured, np.inf)
    learnt = grows if everything else np.minimum(np.minimum(words, shown), side)
    way = "ticket" if alternative in ("ticket", "integrated") else "phone"
    link = CITY.links[f"{way}_112_119"]
    assert isinstance(link, PhoneRelay | Ticket)
    takes = told(link, "out", 4.0)
    takes -= drawn(link.joint_after, "joint out") if at_once else 0.0
    ems = learnt if everything else learnt + takes
    left = ems + 10.0 + drawn(law("ems", "turnout"), "turnout")
    there = left + ambulance(x, y)
    safe_after = CITY.incidents["fight"].safe_after
    assert safe_after is not None
    safe = side + drawn(safe_after, "safe after")
    point = np.maximum(left, there - 60.0)
    word = np.where(ems > safe, ems, safe + (34.0 if way == "phone" and not everything else 0.0))
    held = word > point
    inside = np.where(held, word + there - point, there)
    extra = inside + drawn(law("ems", "search"), "search") - grows
    return {"side": side, "grown": grown, "extra": extra, "held": held, "learnt": learnt - grows}


def wounded() -> None:
    """Print what becomes of stabbings: shares in time, seconds, and the wait at the staging point."""
    print(
        "Stabbing         within 5, 10, 20 min; mean, median, mean unheld; held, waits; police, in 5 min; safe; known"
    )
    for name in ("phones", "safety_word", "ticket", "cars_on_the_map", "picture", "integrated", "perfect"):
        one = stabbing(name)
        side, police, held, waits = one["at side"], one["police at side"], one["held"], one["waits"]
        shares = " ".join(f"{np.mean(side <= limit):6.1%}" for limit in (300, 600, 1200))
        middle = f"{np.mean(side):5.0f} {np.median(side):5.0f} {np.mean(one['unheld']):5.0f}"
        safety = f"{np.mean(one['safe']):5.0f} {np.mean(one['ambulance room knows']):5.0f}"
        staged = f"{np.mean(held):6.1%} {np.nanmean(waits):5.0f}"
        print(f"{name:16s} {shares} {middle} {staged} {np.mean(police):5.0f} {np.mean(police <= 300):6.1%} {safety}")


def grown() -> None:
    """Print what becomes of fights, and of those that grow: told of as late as any case, and told of at once."""
    print("Fight            police, within 5 min; grow; then extra mean, known after, held; and if told at once")
    for name in ("phones", "ticket", "cars_on_the_map", "picture", "integrated", "perfect"):
        parts = []
        for at_once in (False, True):
            one = fight(name, at_once)
            grew = np.asarray(one["grown"], bool)
            extra, learnt, held = (np.mean(one[key][grew]) for key in ("extra", "learnt", "held"))
            parts.append(f"{extra:5.0f} {learnt:5.0f} {held:6.1%}")
        police = f"{np.mean(one['side']):5.0f} {np.mean(one['side'] <= 300):6.1%} {0.05 * np.mean(grew):6.2%}"
        print(f"{name:16s} {police}  {'  '.join(parts)}")


def city() -> Scenario:
    """Return the baseline of the file."""
    return load(FILE).alternatives["phones"]


CITY = city()

if __name__ == "__main__":
    wounded()
    grown()
