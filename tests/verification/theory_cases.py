"""The eight cases of the bounded form: what is measured in a run, and what is exact.

Exact values are those of `docs/verification.md`; ``test_exact.py`` derives them again.
"""

from __future__ import annotations

import numpy as np
from theory_case import Case, Check, Quantity, Sums, means, shares
from theory_records import Floats, Seen

from simcity.records import Milestone

EPSILON = 1e-9
"""Minutes; what waits less does not wait."""

# --------------------------------------------------------------------------- loss and delay


def loss(seen: Seen, alternative: str) -> Sums:
    units = {"eight_units": 8, "ten_units": 10}.get(alternative, 6)
    return {
        "blocked": seen.share(seen.first(Milestone.LOST) >= 0.0),
        "utilisation": seen.per(seen.units_busy("ems"), units),
    }


A01 = Case(
    "A01",
    loss,
    (
        *(q for law in ("exponential", "lognormal", "deterministic") for q in shares(law, blocked=0.191847)),
        *(q for law in ("exponential", "lognormal", "deterministic") for q in means(law, utilisation=0.673461)),
        *shares("eight_units", blocked=0.070048),
        *means("eight_units", utilisation=5.0 * (1 - 0.070048) / 8),
        *shares("ten_units", blocked=0.018385),
        *means("ten_units", utilisation=5.0 * (1 - 0.018385) / 10),
    ),
    full=160,
)


def desk(seen: Seen, alternative: str) -> Sums:
    asked, answered, done = (
        seen.first(Milestone.RECEIVED),
        seen.first(Milestone.ANSWERED),
        seen.first(Milestone.VERIFIED),
    )
    wait, stay = answered - asked, done - asked
    return {
        "P_wait": seen.share(wait > EPSILON),
        "Wq": seen.mean(wait),
        "Lq": seen.number(asked, answered),
        "W": seen.mean(stay),
        "L": seen.number(asked, done),
        "P_wait_gt_1": seen.share(wait > 1.0),
        "P_wait_gt_5": seen.share(wait > 5.0),
        "Wq_le_p80": seen.below(wait, 5.609897),
        "Wq_le_p90": seen.below(wait, 9.768780),
        "Wq_le_p95": seen.below(wait, 13.927663),
        "Wq_le_p99": seen.below(wait, 23.584291),
        "Wq_given_wait": seen.mean(wait, seen.counted & (wait > EPSILON)),
        "P_sojourn_le_10": seen.below(stay, 10.0),
        "utilisation": seen.per(seen.seats_busy("desk"), 4),
    }


A02 = Case(
    "A02",
    desk,
    (
        *shares("base", P_wait=0.509434, P_wait_gt_1=0.431227, P_wait_gt_5=0.221399, P_sojourn_le_10=0.650758),
        *shares("base", Wq_le_p80=0.8, Wq_le_p90=0.9, Wq_le_p95=0.95, Wq_le_p99=0.99),
        *means("base", Wq=3.056604, Lq=1.528302, W=9.056604, L=4.528302, Wq_given_wait=6.0, utilisation=0.75),
    ),
    full=360,
)


def triage(seen: Seen, alternative: str) -> Sums:
    wait = seen.first(Milestone.ANSWERED) - seen.first(Milestone.RECEIVED)
    red = seen.type("red")
    return {
        "P_wait": seen.share(wait > EPSILON),
        **{f"Wq_{name}": seen.mean(wait, seen.type(name)) for name in ("red", "yellow", "green")},
        "Wq_all": seen.mean(wait),
        "P_red_gt_1": seen.share(wait > 1.0, red),
        "red_le_p90": seen.below(wait, 2.873171, red),
        "red_le_p95": seen.below(wait, 4.096372, red),
    }


A05 = Case(
    "A05",
    triage,
    (
        *shares("base", P_wait=0.509434, P_red_gt_1=0.289060, red_le_p90=0.9, red_le_p95=0.95),
        *means("base", Wq_red=0.899001, Wq_yellow=1.634547, Wq_green=5.557461, Wq_all=3.056604),
    ),
    full=440,
)


def network(seen: Seen, alternative: str) -> Sums:
    onset, asked, answered, believed = (
        seen.first(what) for what in (Milestone.ONSET, Milestone.RECEIVED, Milestone.ANSWERED, Milestone.VERIFIED)
    )
    requested, sent, clear = (seen.first(what) for what in (Milestone.REQUESTED, Milestone.DISPATCHED, Milestone.CLEAR))
    crime, illness = seen.type("crime"), seen.type("illness")
    return {
        "Wq_room": seen.mean(answered - asked),
        "W_room": seen.mean(believed - asked),
        "Wq_police": seen.mean(sent - requested, crime),
        "W_police": seen.mean(clear - requested, crime),
        "Wq_ems": seen.mean(sent - requested, illness),
        "W_ems": seen.mean(clear - requested, illness),
        "W_total": seen.mean(clear - onset),
        "L_total": seen.number(onset, clear),
        "utilisation_room": seen.per(seen.seats_busy("room"), 2),
        "utilisation_police": seen.per(seen.units_busy("police"), 5),
        "utilisation_ems": seen.per(seen.units_busy("ems"), 6),
    }


A13 = Case(
    "A13",
    network,
    (
        *means("base", Wq_room=3.857143, W_room=6.857143, W_police=11.180758, W_ems=22.847608),
        *means("base", W_total=22.704641, L_total=11.352321),
        *means("base", utilisation_room=0.75, utilisation_police=0.6, utilisation_ems=2 / 3),
        *means("base", full=True, Wq_police=1.180758, Wq_ems=2.847608),
    ),
    full=220,
)

# --------------------------------------------------------------------------- golden time end to end

LIMITS = {
    "base": (5.0, 8.0, 10.0, 15.0, 20.0, 14.882135, 23.155974),
    "integrated": (5.0, 8.0, 10.0, 15.0, 20.0, 11.421698, 19.078231),
}
NAMES = ("P_le_5", "P_le_8", "P_le_10", "P_le_15", "P_le_20", "le_median", "le_p90")


def golden(seen: Seen, alternative: str) -> Sums:
    time = seen.first(Milestone.AT_SIDE) - seen.first(Milestone.ONSET)
    limits = zip(NAMES, LIMITS[alternative], strict=True)
    return {"mean": seen.mean(time)} | {name: seen.below(time, limit) for name, limit in limits}


A14 = Case(
    "A14",
    golden,
    (
        *means("base", mean=15.656863),
        *shares("base", P_le_5=0.002406, P_le_8=0.052269, P_le_10=0.145647, P_le_15=0.508670, P_le_20=0.799931),
        *shares("base", le_median=0.5, le_p90=0.9),
        *means("integrated", mean=12.181863),
        *shares("integrated", P_le_5=0.043483, P_le_8=0.216397, P_le_10=0.381326, P_le_15=0.744265, P_le_20=0.920667),
        *shares("integrated", le_median=0.5, le_p90=0.9),
        Quantity("integrated", "mean", -3.475, less="base"),
        Quantity("integrated", "P_le_10", 0.235679, share=True, less="base"),
    ),
    full=1200,
)

# --------------------------------------------------------------------------- detection


def race(seen: Seen, alternative: str) -> Sums:
    records = seen.records
    delay = seen.first(Milestone.DETECTED) - seen.first(Milestone.ONSET)
    sums = {"delay": seen.mean(delay), "P_le_2": seen.below(delay, 2.0)}
    if alternative == "with":
        camera = records.channels.index("camera")
        by_camera = seen.counted & False
        by_camera[records.incident[(records.milestone == Milestone.DETECTED) & (records.channel == camera)]] = True
        sums["camera_first"] = seen.share(by_camera)
    return sums


A32 = Case(
    "A32",
    race,
    (
        *means("without", delay=3.0),
        *shares("without", P_le_2=0.486583),
        *means("with", delay=1.425),
        *shares("with", P_le_2=0.797336, camera_first=0.525),
        Quantity("with", "delay", -1.575, less="without"),
    ),
    full=112,
)


def bayes(seen: Seen, alternative: str) -> Sums:
    records, hours = seen.records, seen.window / 60.0
    early = seen.subjects.onset < records.horizon
    alarm, sent = (
        ~(seen.first(what) != seen.first(what)) & early for what in (Milestone.DETECTED, Milestone.DISPATCHED)
    )
    return {
        "alarms_per_hour": (float(alarm.sum()), hours),
        "true_alarms": seen.share(seen.subjects.real, alarm),
        "dispatches_per_hour": (float(sent.sum()), hours),
        "true_dispatches": seen.share(seen.subjects.real, sent),
        "operator_load": seen.seats_busy("room"),
    }


A36 = Case(
    "A36",
    bayes,
    (
        *means("base", alarms_per_hour=9.9, dispatches_per_hour=1.305, operator_load=0.33),
        *shares("base", true_alarms=0.090909, true_dispatches=0.655172),
    ),
    full=180,
)


def thinned(seen: Seen, alternative: str) -> Sums:
    marked = seen.first(Milestone.DETECTED) >= 0.0
    public, hidden = seen.counted & marked, seen.counted & ~marked
    onset = seen.first(Milestone.ONSET)[public]
    return {
        "public": (float(public.sum()), 1.0),
        "hidden": (float(hidden.sum()), 1.0),
        # A fixed number of gaps, which every day has: gaps cut off at the end of a day would be too short.
        "gaps": tuple(np.diff(onset[:GAPS], prepend=0.0).tolist()),
    }


GAPS = 100


def independent(sums: dict[str, dict[str, Floats]]) -> list[Check]:
    """Check that both parts are Poisson, that neither tells of the other, and that gaps have no memory."""
    from scipy.stats import chi2, kstest, pearsonr

    public, hidden = (sums["base"][name][:, 0] for name in ("public", "hidden"))
    found = []
    for name, count, exact in (("var_public", public, 201.6), ("var_hidden", hidden, 374.4)):
        freedom, value = len(count) - 1, float(np.var(count, ddof=1))
        below = float(chi2.cdf(freedom * value / exact, freedom))
        found.append(Check("A37", "base", name, exact, value, np.nan, np.inf, 2 * min(below, 1 - below)))
    related = pearsonr(public, hidden)
    found.append(Check("A37", "base", "corr", 0.0, float(related.statistic), np.nan, np.inf, float(related.pvalue)))
    gaps = sums["base"]["gaps"].ravel()
    test = kstest(gaps, "expon", args=(0.0, 7.142857))
    found.append(Check("A37", "base", "gaps_KS", 0.0, float(test.statistic), np.nan, np.inf, float(test.pvalue)))
    return found


A37 = Case("A37", thinned, tuple(means("base", public=201.6, hidden=374.4)), full=2000, extra=independent)
