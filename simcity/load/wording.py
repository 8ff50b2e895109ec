"""Wording: what a failed validation says, in words a planner can act on."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from pydantic_core import ErrorDetails

from simcity.load import shapes
from simcity.load.report import listed, nearest, suggestion
from simcity.load.tree import Node, Scalar, child, short, what
from simcity.model.faults import Path

_BOUNDS = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}
_WANTED = {
    "string": "text",
    "dict": "a mapping",
    "model": "a mapping",
    "dataclass": "a mapping",
    "tuple": "a list",
    "list": "a list",
    "bool": "true or false",
    "float": "a number",
    "int": "a whole number",
    "finite": "a finite number",
}


class Wrong(NamedTuple):
    """A fault of one part: its path below the part, the message, and whether the key itself is wrong."""

    path: Path
    message: str
    at_key: bool
    missing: str = ""
    """Key that is missing below the path."""
    meant: str = ""
    """Key that an unknown one probably stands for."""


def in_words(error: ErrorDetails, hint: Any, node: Node) -> Wrong:
    """Return a validation error as a fault below a node of the type ``hint``."""
    steps = error["loc"][1:]
    at_key = bool(steps) and steps[-1] == "[key]"
    steps = steps[:-1] if at_key else steps
    kind = error["type"]
    if kind == "missing" or kind == "unexpected_keyword_argument":
        return _of_a_key(kind, steps, hint, node)
    path, found = follow(node, steps)
    if kind == "union_tag_invalid":
        given = child(found, "kind")
        allowed = _quoted(error["ctx"]["expected_tags"])
        word = error["ctx"]["tag"]
        message = f"'{short(word)}' is no kind that is known here{suggestion(word, allowed)}; the kinds are"
        return Wrong((*path, "kind") if given else path, f"{message} {', '.join(allowed)}", False)
    if kind == "union_tag_not_found":
        allowed = list(shapes.kinds(shapes.at(hint, steps)))
        return Wrong(path, f"'kind' is missing; the kinds are {', '.join(allowed)}", False)
    return Wrong(path, _message(error, shapes.at(hint, steps), found, at_key), at_key)


def all_in_words(errors: list[ErrorDetails], hint: Any, node: Node) -> list[Wrong]:
    """Return the errors as faults; a key that is misspelt is not told as missing as well."""
    wrong = [in_words(error, hint, node) for error in errors]
    misspelt = {(one.path[:-1], one.meant) for one in wrong if one.meant}
    return [one for one in wrong if not one.missing or (one.path, one.missing) not in misspelt]


def follow(node: Node, steps: tuple[Any, ...]) -> tuple[Path, Node]:
    """Return the path below a node, and the node there, that the location of an error stands for.

    Kinds and what a brief form leaves out are steps of the location that the tree does not have.
    """
    path: list[Any] = []
    tagged = False
    for step in steps:
        kind = child(node, "kind")
        if not tagged and kind is not None and isinstance(kind[1].node, Scalar) and kind[1].node.text == step:
            tagged = True
        elif (found := child(node, step)) is not None:
            path.append(found[0])
            node, tagged = found[1].node, False
    return tuple(path), node


def _of_a_key(kind: str, steps: tuple[Any, ...], hint: Any, node: Node) -> Wrong:
    *above, name = steps
    path, found = follow(node, tuple(above))
    if kind == "missing":
        if isinstance(name, int):
            return Wrong(path, f"{name + 1} values are wanted, got {name}", False)
        return Wrong(path, f"'{name}' is missing", False, missing=str(name))
    known = list(shapes.keys(shapes.at(hint, tuple(above))))
    message = f"'{short(str(name))}' is not known here{suggestion(name, known)}"
    message = f"{message}; {listed(known)} are" if known else message
    true = child(found, name)
    return Wrong((*path, true[0] if true else name), message, True, meant=nearest(name, known))


def _message(error: ErrorDetails, hint: Any, node: Node, at_key: bool) -> str:
    kind, given = error["type"], error["input"]
    got = f"'{short(str(given))}'" if at_key else what(node)
    if kind in ("value_error", "assertion_error"):
        message = str(error["ctx"]["error"])
        return message.replace(f"'{given}'", got, 1) if isinstance(given, str | list | dict) else message
    if kind == "literal_error":
        allowed = _quoted(error["ctx"]["expected"])
        if not allowed:
            return f"only {error['ctx']['expected']} is known here, got {got}"
        return f"{got} is none of {', '.join(allowed)}{suggestion(given, allowed)}"
    if kind in _BOUNDS:
        bound, words = _BOUNDS[kind]
        number = "a whole number" if shapes.bare(hint) is int or (at_key and isinstance(given, int)) else "a number"
        return f"{number} of {words} {error['ctx'][bound]} is wanted, got {got}".replace("of more", "more")
    if kind == "too_short" and not error["ctx"]["actual_length"]:
        return "it is empty; name one at least"
    if kind == "too_long":
        context = error["ctx"]
        return f"{context['max_length']} values are wanted, got {context['actual_length']}"
    wanted = _WANTED.get(kind.partition("_")[0])
    if wanted is None:
        return error["msg"]
    quotes = "; put it in quotes" if wanted == "text" and isinstance(given, int | float) else ""
    return f"{wanted} is wanted, got {got}{quotes}"


def _quoted(words: str) -> list[str]:
    return re.findall(r"'([^']*)'", words)
