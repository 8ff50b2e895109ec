"""Theory through ordinary scenario files: exact means and shares come out, by one family test.

All seeds are fixed, so that a test that passes once passes always; the false-alarm rate is that of a new
seed, or of a change that draws other luck.
"""

from __future__ import annotations

import pytest
from theory_case import Check
from theory_runs import BOUNDED, CASES, COVERAGE, FULL, SETS, Theory, covered, gains, rejected, told

LEVEL = 0.01
"""False-alarm rate of each form as a whole."""
FORMS = {BOUNDED: [name for name, case in CASES.items() if case.bounded], FULL: list(CASES)}


def form(name: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.slow] if name == FULL else []


@pytest.mark.parametrize(
    ("needs", "form"),
    [
        pytest.param((f"{name}/{which}",), which, marks=form(which), id=f"{name}-{which}")
        for which, names in FORMS.items()
        for name in names
    ],
)
def test_is_precise_enough_to_find_a_fault(theory: Theory, needs: tuple[str, ...], form: str) -> None:
    """The 95 % half width is at most 2 % of a mean or utilisation, and half a point for a share."""
    checks = theory.checks(needs[0].split("/")[0], form)
    wide = [told(one) for one in checks if one.half_width > one.limit]
    assert not wide, "\n".join(wide)


@pytest.mark.parametrize(
    ("needs", "form"),
    [
        pytest.param(tuple(f"{name}/{which}" for name in names), which, marks=form(which), id=which)
        for which, names in FORMS.items()
    ],
)
def test_all_of_theory_comes_out(theory: Theory, needs: tuple[str, ...], form: str) -> None:
    """Holm's procedure rejects none of all checks of all cases; the whole has a false-alarm rate of 1 %."""
    checks = [one for need in needs for one in theory.checks(need.split("/")[0], form)]
    wrong = [told(one) for one in rejected(checks, LEVEL)]
    assert not wrong, f"of {len(checks)} checks\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    ("needs", "form"),
    [pytest.param((f"A14/{which}",), which, marks=form(which), id=which) for which in (BOUNDED, FULL)],
)
def test_common_luck_makes_the_paired_difference_sharper(theory: Theory, needs: tuple[str, ...], form: str) -> None:
    """The variance of the paired difference against that of two runs with seeds of their own.

    At least 6 times smaller for the mean and 1.8 times for the share within 10 minutes; the reference has
    12.0 and 2.6 (400 replications of 1,000 incidents). Independent seeds would give var(a) + var(b).
    """
    found = gains(theory.sums("A14", form))
    assert 6.0 <= found["mean"] <= 24.0
    assert 1.8 <= found["P_le_10"] <= 4.0


@pytest.mark.parametrize("needs", [(f"{COVERAGE}/{BOUNDED}",)], ids=[BOUNDED])
def test_intervals_hold_what_they_promise(theory: Theory, needs: tuple[str, ...]) -> None:
    """Of 2,000 intervals of A32's saving, each of 10 replications of 4 h, 93 to 97 % hold 1.575 minutes.

    By luck alone an exact interval would leave this band once in 20,000 times.
    """
    found = theory.result(needs[0])
    assert len(found) == SETS
    assert 0.93 <= covered(found) <= 0.97


def test_holm_rejects_as_the_textbook_example() -> None:
    """P-values .001, .012, .02 and .3 become .004, .036, .04 and .3."""
    checks = [Check("", "", "", 0.0, 0.0, 0.0, 0.0, p) for p in (0.3, 0.012, 0.001, 0.02)]
    assert [one.p for one in rejected(checks, 0.05)] == [0.001, 0.012, 0.02]
    assert [one.p for one in rejected(checks, 0.038)] == [0.001, 0.012]
    assert not rejected(checks, 0.003)
