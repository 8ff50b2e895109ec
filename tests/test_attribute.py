"""Which part bought it, and how much of the ceiling: games with known shares, intervals, and figures by hand."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from simcity.analysis.ceiling import beyond, perfect_of, reaches
from simcity.analysis.chains import STAGES
from simcity.analysis.collecting import collect
from simcity.analysis.estimate import Measured, combined, measured_mean, measured_ratio, quotient, t_quantile
from simcity.analysis.parts import NONE, parts, subsets_of
from simcity.analysis.replicate import Replication
from simcity.analysis.result import Result
from simcity.analysis.shapley import shares, weights, whole
from simcity.load import load_text
from simcity.model.city import City
from simcity.report.blocks import plain
from simcity.report.ceiling import ceiling
from simcity.report.shares import shares as told_shares
from simcity.report.study import study

CORNER = (Path(__file__).parent / "data" / "corner.yaml").read_text(encoding="utf-8")


def game(*values: float) -> list[Measured]:
    """Return the values of all subsets, the same in each of three replications."""
    return [Measured(value, np.zeros(3)) for value in values]


def test_an_additive_game_pays_each_its_own() -> None:
    found = shares(game(0.0, 3.0, 5.0, 8.0, 7.0, 10.0, 12.0, 15.0))
    assert [one.shapley.value for one in found] == pytest.approx([3.0, 5.0, 7.0])
    assert [one.first_in.value for one in found] == [one.last_out.value for one in found] == [3.0, 5.0, 7.0]
    assert not any(one.interacts for one in found)


def test_the_glove_game() -> None:
    """One left glove (group 0), two right ones: a pair is worth 1. Shapley 2/3, 1/6, 1/6."""
    found = shares(game(0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0))
    assert [one.shapley.value for one in found] == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    assert [one.first_in.value for one in found] == [0.0, 0.0, 0.0]
    assert [one.last_out.value for one in found] == [1.0, 0.0, 0.0]
    # The left glove needs the right ones; the right ones stand in for one another, but nothing first either.
    assert [one.interacts for one in found] == [True, False, False]


def test_the_airport_game() -> None:
    """A runway as long as the largest plane needs: costs 1, 2, 4, 8 and 16 are shared along its stretches."""
    costs = [1.0, 2.0, 4.0, 8.0, 16.0]
    values = [max((costs[k] for k in range(5) if subset >> k & 1), default=0.0) for subset in range(32)]
    found = shares(game(*values))
    expected, paid = [], 0.0
    for k, cost in enumerate(costs):
        paid += (cost - (costs[k - 1] if k else 0.0)) / (5 - k)
        expected.append(paid)
    assert [one.shapley.value for one in found] == pytest.approx(expected)
    assert sum(one.shapley.value for one in found) == pytest.approx(16.0)
    assert all(one.interaction.value < 0.0 for one in found[:4])


def test_shares_add_up_and_their_intervals_are_paired() -> None:
    draw = np.random.default_rng(11)
    incidents = draw.integers(20, 40, 12).astype(float)
    luck = draw.normal(0.0, 2.0, 12)
    values = []
    for subset in range(8):
        reached = incidents * (0.3 + 0.1 * subset.bit_count()) + luck
        one = measured_ratio(reached, incidents)
        assert one is not None
        values.append(one)
    found = shares(values)
    assert sum(one.shapley.value for one in found) == pytest.approx(whole(values).value, abs=1e-12)
    assert whole(values).value == pytest.approx(0.3)
    # What is common to all subsets, the luck, cancels in every difference.
    assert values[0].estimate.half_width > 0.01
    assert all(one.shapley.half_width < 1e-9 for one in found)
    assert all(abs(sum(weights(3, group).values())) < 1e-12 for group in range(3))


def test_no_shares_of_what_is_not_all_subsets() -> None:
    for number in (0, 1, 3, 6, 64):
        with pytest.raises(ValueError, match="are not those of all subsets"):
            shares(game(*([0.0] * number)))


def test_a_quotient_has_the_bounds_of_fieller() -> None:
    top, bottom = measured_mean(np.array([2.0, 4.0, 3.0, 5.0])), measured_mean(np.array([9.0, 11.0, 10.0, 10.0]))
    assert top is not None
    assert bottom is not None
    found = quotient(top, bottom)
    assert found is not None
    assert found.value == pytest.approx(0.35)
    for bound in (found.low, found.high):
        rest = combined([(1.0, top), (-bound, bottom)])
        # At a bound top - r bottom is just told from zero.
        assert abs(rest.value) == pytest.approx(rest.estimate.half_width)
    assert found.low < found.value < found.high


def test_a_quotient_covers_the_truth_as_often_as_it_says() -> None:
    draw, covered, runs = np.random.default_rng(5), 0, 4000
    for _ in range(runs):
        bottom = draw.normal(10.0, 6.0, 8)
        top = 0.6 * bottom + draw.normal(0.0, 3.0, 8)
        one, other = measured_mean(top), measured_mean(bottom)
        assert one is not None
        assert other is not None
        found = quotient(one, other)
        # Without bounds nothing is claimed, and nothing can be wrong.
        covered += found is None or found.low <= 0.6 <= found.high
    assert covered / runs == pytest.approx(0.95, abs=3.5 * math.sqrt(0.95 * 0.05 / runs))


def test_there_is_no_quotient_by_what_may_be_zero() -> None:
    noisy = Measured(1.0, np.array([-3.0, 0.0, 3.0]))
    assert quotient(noisy, noisy) is None
    assert quotient(Measured(1.0, np.zeros(1)), Measured(2.0, np.zeros(1))) is None
    exact = quotient(Measured(1.0, np.zeros(2)), Measured(-4.0, np.zeros(2)))
    assert exact is not None
    assert (exact.value, exact.low, exact.high) == (-0.25, -0.25, -0.25)


def city(alternatives: str) -> City:
    start, _, _ = CORNER.partition("alternatives:")
    return load_text(f"{start}alternatives:\n{alternatives}", "corner.yaml")


LADDER = """\
  phones: {}
  integrated: {links.guards_119.up: never, links.report_119.up: always}
  perfect: {"centres.*.knows": everything}
"""


def climbed() -> Result:
    """Return a result by hand: of 10 collapses a replication 2 or 3 in time, then 4 or 5, then 6; 8 fights alike."""
    replications = []
    for number in range(4):
        one = Replication(number)
        for name, early, seconds in (
            ("phones", 2.0 + number % 2, 0.0),
            ("integrated", 4.0 + number // 2, 500.0),
            ("perfect", 6.0, 1000.0 + 40.0 * number),
        ):
            one.metrics[name] = [
                ("attainment/collapse/ems", early, 10.0),
                ("attainment/fight/police", 3.0 + number, 8.0),
                ("load/collapse", 10.0, 1.0),
            ]
            one.curves[name] = (("collapse/ems",), np.zeros((1, 61), np.int64), np.array([10]))
            if name != "phones":
                one.saved[name] = [
                    (group, stage, value, 10.0)
                    for group in ("collapse/ems", "fight/police", "all")
                    for stage, value in (*((stage, 0.0) for stage in STAGES), ("total", seconds))
                ]
                one.reached[name] = [("all", 10, 0, 0, 0)]
        lost = {"dispatch": 1, "travel": 2, "never": 1}
        one.misses["perfect"] = [("collapse/ems", stage, lost.get(stage, 0), 10) for stage in (*STAGES, "never")] + [
            ("fight/police", stage, 0, 0) for stage in (*STAGES, "never")
        ]
        replications.append(one)
    return collect(city(LADDER), 5, ("phones", "integrated", "perfect"), "phones", replications)


def test_the_share_of_the_ceiling_by_hand() -> None:
    result = climbed()
    assert perfect_of(result) == "perfect"
    found = {one.measure: one for one in reaches(result)}
    assert list(found) == [
        "attainment/collapse/ems", "attainment/fight/police",
        "seconds_saved/collapse/ems", "seconds_saved/fight/police",
    ]  # fmt: skip
    points = found["attainment/collapse/ems"]
    # 25 % to 45 % of 60 %: 20 of 35 points.
    assert points.gain.value == pytest.approx(0.20)
    assert points.ceiling.value == pytest.approx(0.35)
    assert points.share is not None
    assert points.share.value == pytest.approx(20 / 35)
    gains, rooms = np.array([2.0, 1.0, 3.0, 2.0]), np.array([4.0, 3.0, 4.0, 3.0])
    for bound in (points.share.low, points.share.high):
        rest = gains - bound * rooms
        reach = t_quantile(0.975, 3) * np.std(rest, ddof=1) / 2.0
        assert abs(np.mean(rest)) == pytest.approx(reach)
    # Nothing is gained by anybody in fights, so there is no ceiling to reach a share of.
    assert found["attainment/fight/police"].share is None
    seconds = found["seconds_saved/collapse/ems"]
    assert (seconds.gain.value, seconds.ceiling.value) == (pytest.approx(50.0), pytest.approx(106.0))
    assert seconds.share is not None
    assert seconds.share.value == pytest.approx(50.0 / 106.0)


def test_what_no_sharing_can_reach_adds_up_to_the_misses() -> None:
    found = {(one.group, one.stage): one.share.value for one in beyond(climbed())}
    collapse = {stage: share for (group, stage), share in found.items() if group == "collapse/ems"}
    assert sum(collapse.values()) == pytest.approx(1.0 - 0.6)
    assert (collapse["dispatch"], collapse["travel"], collapse["never"]) == pytest.approx((0.1, 0.2, 0.1))
    # Of fights there were none, so nothing can be said.
    assert not any(group == "fight/police" for group, _ in found)


def test_the_ceiling_is_told_and_saved() -> None:
    result = climbed()
    text = plain(ceiling(study(result)))
    assert "+20.0 (57 %:" in text
    assert "* Collapse, EMS: reached inside the golden time" in text
    assert "waiting" in text
    saved = result.summary()["ceiling"]
    assert isinstance(saved, dict)
    assert (saved["baseline"], saved["perfect"]) == ("phones", "perfect")
    assert saved["reached"][0]["share"] == pytest.approx(20 / 35)
    assert saved["reached"][1]["share"] is None
    json.dumps(saved, allow_nan=False)


GROUPED = CORNER.replace(
    "alternatives:\n",
    "attribution: {alternative: integrated, groups: {report: [links.guards_119.up, links.report_119.up], "
    "patrols: [agencies.police.stations.b.units.patrol], seats: [centres.room_119.seats]}}\nalternatives:\n",
).replace(
    "    links.report_119.up: always\n",
    "    links.report_119.up: always\n    agencies.police.stations.b.units.patrol: 3\n    centres.room_119.seats: 1\n",
)


def test_subsets_have_their_names_in_the_order_of_bits() -> None:
    assert subsets_of(("a", "b")) == ("none", "a", "b", "a+b")
    assert len(subsets_of(tuple("abcde"))) == 32


def test_a_city_of_its_own_has_no_parts() -> None:
    plain_city = load_text(CORNER, "corner.yaml")
    with pytest.raises(ValueError, match="shares need 1 to 5 groups"):
        parts(plain_city)


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("grouped") / "corner.yaml"
    path.write_text(GROUPED, encoding="utf-8")
    return path


def test_the_parts_of_a_corner(grouped: Path, tmp_path: Path) -> None:
    from simcity import attribute

    found = attribute(grouped, replications=4, jobs=1)
    assert found.groups == ("report", "patrols", "seats")
    assert found.subsets[0] == NONE
    assert found.metric.measure == "attainment/collapse/ems"
    table = found.result.metrics().set_index(["alternative", "metric"])["mean"]
    level = [table[name, "attainment/collapse/ems"] for name in found.subsets]
    by_hand = shares([Measured(value, np.zeros(4)) for value in level])
    assert [one.shapley.value for one in found.metric.shares] == pytest.approx([one.shapley.value for one in by_hand])
    assert sum(one.shapley.value for one in found.metric.shares) == pytest.approx(level[-1] - level[0])
    # More patrols change nothing about ambulances.
    assert found.metric.shares[1].shapley.value == 0.0
    assert found.seconds is not None
    stages = found.result.attribution(NONE, found.subsets[-1]).set_index(["group", "stage"])["seconds"]
    assert found.seconds.whole.value == pytest.approx(stages["collapse/ems", "total"])
    assert sum(one.shapley.value for one in found.seconds.shares) == pytest.approx(found.seconds.whole.value)
    text = plain(told_shares(found))
    assert "seconds saved from onset to the side" in text
    assert max(map(len, text.splitlines())) <= 100
    found.save(tmp_path)
    saved = json.loads((tmp_path / "shares.json").read_text(encoding="utf-8"))
    assert saved["groups"] == ["report", "patrols", "seats"]
    assert [one["measure"] for one in saved["measures"]] == ["attainment/collapse/ems", "seconds_saved/collapse/ems"]
    assert (tmp_path / "summary.json").exists()
