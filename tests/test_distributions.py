"""One contract for every law of chance, and the parameters each refuses."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from typing import Any, get_args, get_origin

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError
from scipy import stats

from simcity import distributions as d
from simcity.distributions import Law, LawOfChance
from simcity.fields import Coordinate, Length, Time

Floats = NDArray[np.float64]
INF = float("inf")
TIMES: TypeAdapter[LawOfChance] = TypeAdapter(Law[Time])

# In the file's form, with the lowest and highest value the law can give.
SAMPLES: dict[str, tuple[dict[str, object], float, float]] = {
    "constant": ({"kind": "constant", "value": "80 s"}, 80.0, 80.0),
    "constant of nothing": ({"kind": "constant", "value": "0 s"}, 0.0, 0.0),
    "exponential": ({"kind": "exponential", "mean": "12 min"}, 0.0, INF),
    "erlang": ({"kind": "erlang", "mean": "90 s", "shape": 3}, 0.0, INF),
    "gamma": ({"kind": "gamma", "mean": "90 s", "sd": "40 s"}, 0.0, INF),
    "gamma of wide spread": ({"kind": "gamma", "mean": "90 s", "sd": "3 min"}, 0.0, INF),
    "lognormal by mean": ({"kind": "lognormal", "mean": "90 s", "sd": "2 min"}, 0.0, INF),
    "lognormal by median": ({"kind": "lognormal", "median": "60 s", "sigma": 0.8}, 0.0, INF),
    "hyperexponential": (
        {"kind": "hyperexponential", "means": ["10 s", "3 min", "1 h"], "weights": [5, 2, 0.1]},
        0.0,
        INF,
    ),
    "weibull falling": ({"kind": "weibull", "scale": "90 s", "shape": 0.7}, 0.0, INF),
    "weibull rising": ({"kind": "weibull", "scale": "90 s", "shape": 2.5}, 0.0, INF),
    "triangular": ({"kind": "triangular", "low": "10 s", "mode": "20 s", "high": "60 s"}, 10.0, 60.0),
    "triangular at an end": ({"kind": "triangular", "low": "0 s", "mode": "0 s", "high": "60 s"}, 0.0, 60.0),
    "uniform": ({"kind": "uniform", "low": "10 s", "high": "60 s"}, 10.0, 60.0),
    "beta": ({"kind": "beta", "low": "10 s", "high": "60 s", "a": 2, "b": 3.5}, 10.0, 60.0),
    "empirical": ({"kind": "empirical", "values": ["30 s", "10 s", "20 s", "10 s"]}, 10.0, 30.0),
    "empirical by weight": (
        {"kind": "empirical", "values": ["30 s", "10 s", "20 s"], "weights": [1, 2.5, 0]},
        10.0,
        30.0,
    ),
}
STEPPED = {name for name in SAMPLES if name.startswith(("constant", "empirical"))}


def sample(name: str) -> LawOfChance:
    return TIMES.validate_python(SAMPLES[name][0])


def uniforms() -> Floats:
    """Return uniforms from end to end, in rising order."""
    ends = 2.0 ** -np.arange(53, 3, -1)
    return np.unique(np.concatenate([ends, np.linspace(0.001, 0.999, 2001), 1.0 - ends]))


def integral(ppf: Callable[[Floats], Floats]) -> float:
    """Return the integral of a quantile function over (0, 1) by the tanh-sinh rule."""
    step = 2.0**-13
    t = np.arange(-3.1, 3.1, step)
    u = 1.0 / (1.0 + np.exp(-np.pi * np.sinh(t)))
    return float(np.sum(ppf(u) * u * (1.0 - u) * np.pi * np.cosh(t)) * step)


def test_every_member_has_a_sample() -> None:
    members = {get_origin(member) for member in get_args(get_args(Law)[0])}
    assert members == {type(sample(name)) for name in SAMPLES}
    defined = {
        cls
        for _, cls in inspect.getmembers(d, inspect.isclass)
        if cls.__module__.startswith(d.__name__) and hasattr(cls, "ppf") and cls is not LawOfChance
    }
    assert members == defined


@pytest.mark.parametrize("name", SAMPLES)
class TestContract:
    def test_is_a_law_whose_kind_is_its_name(self, name: str) -> None:
        law = sample(name)
        assert isinstance(law, LawOfChance)
        assert name.startswith(str(SAMPLES[name][0]["kind"]))
        assert type(law).__name__.lower() == SAMPLES[name][0]["kind"]

    def test_never_falls_as_luck_rises(self, name: str) -> None:
        values = sample(name).ppf(uniforms())
        assert np.all(np.diff(values) >= -1e-12 * np.abs(values[1:]))
        assert name.startswith("constant") or values[-1] > values[0]

    def test_stays_in_its_support(self, name: str) -> None:
        _, low, high = SAMPLES[name]
        values = sample(name).ppf(uniforms())
        assert np.all(np.isfinite(values))
        assert np.all((values >= low) & (values <= high))

    def test_average_is_the_integral(self, name: str) -> None:
        law = sample(name)
        exact = 2e-3 if name in STEPPED else 1e-6
        assert law.average() == pytest.approx(integral(law.ppf), rel=exact, abs=1e-12)

    def test_keeps_the_shape_and_the_uniforms(self, name: str) -> None:
        law = sample(name)
        u = np.linspace(0.1, 0.9, 6)
        before = u.copy()
        table = law.ppf(u.reshape(2, 3))
        assert table.dtype == np.float64
        assert table.shape == (2, 3)
        assert np.allclose(table.ravel(), law.ppf(u), rtol=1e-14)
        assert np.array_equal(u, before)
        assert law.ppf(np.empty(0)).shape == (0,)
        assert law.ppf(np.array(0.5)).shape == ()

    def test_equal_laws_are_one_key(self, name: str) -> None:
        assert sample(name) == sample(name)
        assert len({sample(name), sample(name)}) == 1

    @pytest.mark.parametrize("factor", [1.0, 1.3, 40.0])
    def test_a_larger_scale_never_gives_less(self, name: str, factor: float) -> None:
        u = uniforms()
        before, after = sample(name).ppf(u), scaled(name, factor).ppf(u)
        assert np.all(after >= before * (1 - 1e-12))
        assert np.allclose(after, factor * before, rtol=1e-9)

    def test_another_unit_is_refused_by_name(self, name: str) -> None:
        with pytest.raises(ValidationError) as caught:
            TypeAdapter(Law[Length]).validate_python(SAMPLES[name][0])
        messages = [fault["msg"] for fault in caught.value.errors()]
        assert all("is a time, but a length is wanted" in message for message in messages)

    def test_an_unknown_word_is_refused(self, name: str) -> None:
        with pytest.raises(ValidationError, match="colour"):
            TIMES.validate_python({**SAMPLES[name][0], "colour": "red"})

    def test_every_field_is_described(self, name: str) -> None:
        kind = SAMPLES[name][0]["kind"]
        definitions = TIMES.json_schema()["$defs"].values()
        (schema,) = [one for one in definitions if one["properties"]["kind"]["const"] == kind]
        assert schema["additionalProperties"] is False
        assert schema["description"]
        for field in fields(sample(name)):  # type: ignore[arg-type]
            assert field.name == "kind" or schema["properties"][field.name]["description"]


def scaled(name: str, factor: float) -> LawOfChance:
    """Return a sample with every time of it made longer."""

    def longer(value: object) -> object:
        if isinstance(value, list):
            return [longer(one) for one in value]
        if isinstance(value, str) and " " in value:
            number, unit = value.split()
            return f"{float(number) * factor!r} {unit}"
        return value

    return TIMES.validate_python({key: longer(value) for key, value in SAMPLES[name][0].items()})


def by_scipy() -> dict[str, Any]:
    spread = np.log1p((120 / 90) ** 2)
    return {
        "exponential": stats.expon(scale=720),
        "erlang": stats.gamma(3, scale=30),
        "gamma": stats.gamma((90 / 40) ** 2, scale=40**2 / 90),
        "gamma of wide spread": stats.gamma(0.25, scale=360),
        "lognormal by mean": stats.lognorm(np.sqrt(spread), scale=90 * np.exp(-spread / 2)),
        "lognormal by median": stats.lognorm(0.8, scale=60),
        "weibull falling": stats.weibull_min(0.7, scale=90),
        "weibull rising": stats.weibull_min(2.5, scale=90),
        "triangular": stats.triang(0.2, loc=10, scale=50),
        "triangular at an end": stats.triang(0, loc=0, scale=60),
        "uniform": stats.uniform(10, 50),
        "beta": stats.beta(2, 3.5, loc=10, scale=50),
    }


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - STEPPED - {"hyperexponential"}))
def test_inverts_the_law_of_scipy(name: str) -> None:
    u = np.concatenate([[1e-6], np.linspace(0.001, 0.999, 999), [1 - 1e-6]])
    values = sample(name).ppf(u)
    assert np.allclose(by_scipy()[name].cdf(values), u, rtol=1e-8)
    assert sample(name).average() == pytest.approx(by_scipy()[name].mean(), rel=1e-12)


MEANS = st.floats(1e-4, 1e6)
WEIGHTS = st.floats(1e-6, 1e3)


@settings(deadline=None)
@given(st.lists(st.tuples(MEANS, WEIGHTS), min_size=1, max_size=5))
def test_a_hyperexponential_inverts_its_mixture(parts: list[tuple[float, float]]) -> None:
    means, weights = zip(*parts, strict=True)
    law = d.Hyperexponential(means=means, weights=weights)
    u = uniforms()
    x = law.ppf(u)
    shares = np.array(weights) / sum(weights)
    assert np.all(np.diff(x) >= -1e-12 * x[1:])
    assert np.allclose(-np.expm1(-x[:, None] / np.array(means)) @ shares, u, rtol=1e-11, atol=0)
    assert np.allclose(np.exp(-x[:, None] / np.array(means)) @ shares, 1 - u, rtol=1e-11, atol=0)


def test_a_hyperexponential_of_equal_means_is_exponential() -> None:
    u = uniforms()
    mixed = d.Hyperexponential(means=(30.0, 30.0), weights=(1.0, 3.0)).ppf(u)
    assert np.allclose(mixed, d.Exponential(mean=30.0).ppf(u), rtol=1e-13)


def test_a_longer_part_never_shortens_a_mixture() -> None:
    u = uniforms()
    before = d.Hyperexponential(means=(10.0, 300.0), weights=(4.0, 1.0)).ppf(u)
    after = d.Hyperexponential(means=(12.0, 300.0), weights=(4.0, 1.0)).ppf(u)
    assert np.all(after >= before * (1 - 1e-12))
    assert np.sum(after > before * (1 + 1e-6)) > 1000


def test_an_empirical_law_takes_the_smallest_value_that_reaches_the_luck() -> None:
    law = d.Empirical(values=(30.0, 10.0, 20.0, 5.0), weights=(1.0, 2.0, 1.0, 0.0))
    assert law.ppf(np.array([1e-9, 0.5, 0.5 + 1e-9, 0.75, 0.76, 1 - 2**-53])).tolist() == [
        10,
        10,
        20,
        20,
        30,
        30,
    ]
    assert law.average() == 17.5


def test_laws_without_width_give_their_value() -> None:
    u = np.array([0.01, 0.5, 0.99])
    for law in (
        d.Triangular(low=7.0, mode=7.0, high=7.0),
        d.Uniform(low=7.0, high=7.0),
        d.Beta(low=7.0, high=7.0, a=2.0, b=2.0),
    ):
        assert law.ppf(u).tolist() == [7.0, 7.0, 7.0]


def test_both_ways_to_give_a_lognormal_are_one_law() -> None:
    by_mean = d.Lognormal(mean=90.0, sd=120.0)
    median, sigma = 90 / np.sqrt(1 + (4 / 3) ** 2), np.sqrt(np.log1p((4 / 3) ** 2))
    by_median = d.Lognormal(median=float(median), sigma=float(sigma))
    assert np.allclose(by_mean.ppf(uniforms()), by_median.ppf(uniforms()), rtol=1e-13)
    assert by_median.average() == pytest.approx(90.0, rel=1e-13)


def test_a_bare_quantity_is_a_constant() -> None:
    assert TIMES.validate_python("80 s") == d.Constant(value=80.0)
    assert TypeAdapter(Law[Coordinate]).validate_python("-5 m") == d.Constant(value=-5.0)


def test_a_law_made_in_python_passes() -> None:
    law = d.Exponential(mean=3.0)
    assert TIMES.validate_python(law) is law


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("80 m", "is a length, but a time is wanted"),
        ("80", "has no unit"),
        (80, "has no unit"),
        (None, "nothing has no unit"),
        (["80 s"], "has no unit"),
        ("-1 s", "must be at least 0"),
        ({"kind": "normal", "mean": "1 s"}, "'normal'"),
        ({"mean": "1 s"}, "kind"),
    ],
)
def test_what_is_no_law_is_refused(given: object, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        TIMES.validate_python(given)


REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: d.Exponential(mean=0.0), "mean of an exponential law must be more than 0"),
    (lambda: d.Exponential(mean=float("nan")), "more than 0"),
    (lambda: d.Exponential(mean=INF), "more than 0"),
    (lambda: d.Erlang(mean=0.0, shape=2), "mean of an erlang"),
    (lambda: d.Erlang(mean=1.0, shape=0), "number of phases"),
    (lambda: d.Gamma(mean=0.0, sd=1.0), "mean of a gamma"),
    (lambda: d.Gamma(mean=1.0, sd=0.0), "sd of a gamma"),
    (lambda: d.Lognormal(), "not by nothing"),
    (lambda: d.Lognormal(mean=1.0), "not by mean"),
    (lambda: d.Lognormal(mean=1.0, sigma=1.0), "not by mean and sigma"),
    (lambda: d.Lognormal(mean=1.0, sd=1.0, median=1.0), "not by mean and sd and median"),
    (lambda: d.Lognormal(mean=1.0, sd=1.0, median=1.0, sigma=1.0), "not by"),
    (lambda: d.Lognormal(mean=1.0, sd=0.0), "sd of a lognormal"),
    (lambda: d.Lognormal(median=0.0, sigma=1.0), "median of a lognormal"),
    (lambda: d.Lognormal(median=1.0, sigma=0.0), "sigma of a lognormal"),
    (lambda: d.Lognormal(median=1.0, sigma=60.0), "at most 10"),
    (lambda: d.Hyperexponential(means=(), weights=()), "at least one mean"),
    (lambda: d.Hyperexponential(means=(1.0, 2.0), weights=(1.0,)), "2 means and 1 weights"),
    (lambda: d.Hyperexponential(means=(1.0, 0.0), weights=(1.0, 1.0)), "means of a hyperexponential"),
    (lambda: d.Hyperexponential(means=(1.0, 2.0), weights=(1.0, 0.0)), "weights of a hyperexponential"),
    (lambda: d.Weibull(scale=0.0, shape=1.0), "scale of a weibull"),
    (lambda: d.Weibull(scale=1.0, shape=0.01), "shape of a weibull"),
    (lambda: d.Triangular(low=2.0, mode=1.0, high=3.0), "rising order"),
    (lambda: d.Triangular(low=1.0, mode=4.0, high=3.0), "rising order"),
    (lambda: d.Uniform(low=2.0, high=1.0), "does not pass its high"),
    (lambda: d.Beta(low=2.0, high=1.0, a=1.0, b=1.0), "does not pass its high"),
    (lambda: d.Beta(low=1.0, high=2.0, a=0.0, b=1.0), "a and b of a beta"),
    (lambda: d.Empirical(values=()), "at least one value"),
    (lambda: d.Empirical(values=(1.0,), weights=(1.0, 2.0)), "1 values and 2 weights"),
    (lambda: d.Empirical(values=(1.0, 2.0), weights=(0.0, 0.0)), "one of them more"),
    (lambda: d.Empirical(values=(1.0, 2.0), weights=(-1.0, 2.0)), "at least 0"),
]


@pytest.mark.parametrize(("make", "message"), REFUSED)
def test_a_senseless_parameter_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_a_senseless_parameter_of_a_file_is_a_fault_of_the_file() -> None:
    with pytest.raises(ValidationError, match="more than 0; a fixed value is written alone"):
        TIMES.validate_python({"kind": "exponential", "mean": "0 s"})


def test_the_schema_offers_the_quantity_and_every_kind() -> None:
    quantity, laws = TIMES.json_schema()["anyOf"]
    assert quantity["type"] == "string"
    assert quantity["examples"] == ["80 s"]
    assert len(laws["oneOf"]) == len(get_args(get_args(Law)[0]))
    both = TypeAdapter(dict[str, Law[Time] | Law[Length]]).json_schema()
    assert both["type"] == "object"


def test_importing_laws_does_not_import_scipy() -> None:
    code = "import sys, simcity.distributions, simcity.luck; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
