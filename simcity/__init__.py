"""simcity: does sharing what a city knows bring help inside the golden time?

city = simcity.load("scenarios/minimal.yaml")
result = simcity.run(city, replications=20)
result.compare("phones", "integrated")
"""

from importlib import import_module
from typing import TYPE_CHECKING

# The loader's door is light; it is opened here so that simcity.load is the function, not the package of that name.
from simcity.load import ScenarioError, load, load_text, schema
from simcity.version import __version__ as __version__

if TYPE_CHECKING:
    from simcity.analysis.experiment import run
    from simcity.analysis.explain import Explanation, explain
    from simcity.analysis.parts import attribute
    from simcity.analysis.result import Finding, Result
    from simcity.analysis.sweep import SweepResult, sweep
    from simcity.model.city import City
    from simcity.model.scenario import Scenario

__all__ = [
    "City",
    "Explanation",
    "Finding",
    "Result",
    "Scenario",
    "ScenarioError",
    "SweepResult",
    "attribute",
    "explain",
    "load",
    "load_text",
    "run",
    "schema",
    "sweep",
]

_HOMES = {
    "City": "model.city",
    "Explanation": "analysis.explain",
    "Finding": "analysis.result",
    "Result": "analysis.result",
    "Scenario": "model.scenario",
    "SweepResult": "analysis.sweep",
    "attribute": "analysis.parts",
    "explain": "analysis.explain",
    "run": "analysis.experiment",
    "sweep": "analysis.sweep",
}


def __getattr__(name: str) -> object:
    """Return a public name from its home, which is imported at first use: pandas and SimPy take a second."""
    if name in _HOMES:
        found = getattr(import_module(f"simcity.{_HOMES[name]}"), name)
        globals()[name] = found
        return found
    raise AttributeError(f"module 'simcity' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
