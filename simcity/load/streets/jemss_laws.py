"""Laws of a call generator of JEMSS.jl: what its gen_config.xml says in the words of Julia, in days."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from math import isfinite
from pathlib import Path
from xml.etree.ElementTree import ParseError, parse

from simcity.fields import DAY, HOUR, MINUTE
from simcity.load.streets.raw import MapError

_BOTH: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
CONFIG = "gen_config.xml"
LAWS = ("dispatchDelay", "onSceneDuration", "transport", "handoverDuration")


def laws(path: Path) -> dict[str, tuple[str, list[float]]]:
    """Return by name of a distribution the name of its law and its numbers; raises MapError where one is missing."""
    try:
        root = parse(path).getroot()
    except ParseError as error:
        raise MapError(f"{path.name} is no XML: {error}") from error
    below = root.find("sim/callDistributions")
    found = {one.tag: (one.text or "").strip() for one in below} if below is not None else {}
    for name in LAWS:
        if not found.get(name):
            raise MapError(f"{path.name} has no {name} under sim, callDistributions")
    return {name: _law(found[name], f"{name} in {path.name}") for name in LAWS}


def in_words(law: tuple[str, list[float]], where: str) -> str:
    """Return a law of a time, given in days, as a scenario writes it."""
    name, numbers = law
    if any(number < 0 for number in numbers):
        raise MapError(f"{where} has a number below 0, which no time can be")
    if name == "Exponential" and len(numbers) == 1:
        return f"{{kind: exponential, mean: {duration(numbers[0] * DAY)}}}"
    if name == "Normal" and len(numbers) == 2 and numbers[1] == 0:
        return duration(numbers[0] * DAY)
    if name == "Uniform" and len(numbers) == 2:
        return f"{{kind: uniform, low: {duration(numbers[0] * DAY)}, high: {duration(numbers[1] * DAY)}}}"
    if name == "Gamma" and len(numbers) == 2:
        shape, scale = numbers
        mean, sd = duration(shape * scale * DAY), duration(shape**0.5 * scale * DAY)
        return f"{{kind: gamma, mean: {mean}, sd: {sd}}}"
    known = "Exponential, Uniform, Gamma and Normal without spread are"
    raise MapError(f"{where}: {name} with {len(numbers)} numbers is not known here; {known}")


def share(law: tuple[str, list[float]], where: str) -> float:
    """Return the chance of a Bernoulli law."""
    name, numbers = law
    if name != "Bernoulli" or len(numbers) != 1 or not 0 <= numbers[0] <= 1:
        raise MapError(f"{where}: Bernoulli with a chance from 0 to 1 is wanted")
    return numbers[0]


def duration(seconds: float) -> str:
    """Return a time in the largest unit in which it is short to write, to a thousandth of a second."""
    for unit, size in (("h", HOUR), ("min", MINUTE)):
        number = round(seconds / size, 6)
        if number >= 1 and abs(number * 100 - round(number * 100)) < 1e-4:
            return f"{number:.6g} {unit}"
    return f"{round(seconds, 3):.10g} s"


def _law(text: str, where: str) -> tuple[str, list[float]]:
    """Return the name and the numbers of a law such as ``Exponential(7.6/60/24)``."""
    try:
        call = ast.parse(text, mode="eval").body
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.keywords:
            raise ValueError
        numbers = [_value(one) for one in call.args]
    except (SyntaxError, ValueError, ZeroDivisionError, RecursionError) as error:
        raise MapError(f"{where}: '{text[:60]}' is no law such as Exponential(7.6/60/24)") from error
    return call.func.id, numbers


def _value(node: ast.expr) -> float:
    """Return the value of plain arithmetic."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        value = float(node.value)  # type: ignore[arg-type]  # a number, as tested above
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = -_value(node.operand)
    elif isinstance(node, ast.BinOp) and type(node.op) in _BOTH:
        value = _BOTH[type(node.op)](_value(node.left), _value(node.right))
    else:
        raise ValueError("this is no plain arithmetic")
    if not isfinite(value):
        raise ValueError("this is no finite number")
    return value
