"""Shapes: the types of the model, looked up by the path of an error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields, make_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from simcity.model.scenario import Place, Scenario

OPENED = {(): Scenario, ("place",): Place}
"""Parts that are validated field by field, by path; the collections among their fields entry by entry."""


@cache
def hints(cls: Any) -> dict[str, Any]:
    """Return the types of the fields of a part."""
    return get_type_hints(cls, include_extras=True)


@cache
def shapes() -> dict[tuple[str, ...], Any]:
    """Return the types that are validated alone, by path; that of a collection is the type of its entries."""
    found: dict[tuple[str, ...], Any] = {}
    for path, cls in OPENED.items():
        for name, hint in hints(cls).items():
            if (*path, name) not in OPENED:
                found[*path, name] = get_args(hint)[1] if is_collection((*path, name)) else hint
    return found


def is_collection(path: tuple[str, ...]) -> bool:
    """Return whether a field of an opened part maps ids to parts."""
    return get_origin(hints(OPENED[path[:-1]])[path[-1]]) is dict


@cache
def adapter() -> TypeAdapter[Any]:
    """Return one adapter for all shapes, each a field of its own, so that what they share is built once."""
    return TypeAdapter(make_dataclass("Shapes", [(field_name(path), shape, None) for path, shape in shapes().items()]))


def field_name(path: tuple[str, ...]) -> str:
    """Return the name of a shape as a field of the adapter's type."""
    return "_".join(path)


def default(cls: Any, name: str) -> Any:
    """Return the default of a field; MISSING where it must be given."""
    field = next(field for field in fields(cls) if field.name == name)
    return field.default_factory() if field.default_factory is not MISSING else field.default


def bare(hint: Any) -> Any:
    """Return a type without its annotations and without None."""
    while get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    if get_origin(hint) in (Union, UnionType):
        members = [member for member in get_args(hint) if member is not NoneType]
        return bare(members[0]) if len(members) == 1 else hint
    return hint


def keys(hint: Any) -> dict[str, Any]:
    """Return the keys of a part as a file writes them, with their types; empty for anything else."""
    cls: Any = get_origin(bare(hint)) or bare(hint)
    # A dataclass that is no part, such as a network, is written as something else.
    if not hasattr(cls, "__dataclass_fields__") or not hasattr(cls, "__pydantic_config__"):
        return {}
    arguments = dict(zip(getattr(cls, "__parameters__", ()), get_args(bare(hint)), strict=False))
    found = {}
    for name, of in hints(cls).items():
        if get_origin(of) is ClassVar:
            continue
        alias = next((m.alias for m in get_args(of)[1:] if isinstance(m, FieldInfo) and m.alias), None)
        found[alias or name] = arguments.get(of, of)
    return found


def kinds(hint: Any) -> dict[str, Any]:
    """Return the members of a union of kinds by their kind; empty for anything else."""
    union = bare(hint)
    if get_origin(union) not in (Union, UnionType):
        return {}
    return {get_args(bare(keys(member)["kind"]))[0]: member for member in get_args(union) if "kind" in keys(member)}


def at(hint: Any, steps: tuple[Any, ...]) -> Any:
    """Return the type at the location of an error, in which kinds stand as steps of their own; None if lost."""
    for step in steps:
        hint = next(_below(bare(hint), step), None)
        if hint is None:
            return None
    return hint


def _below(hint: Any, step: Any) -> Iterator[Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if step in (members := kinds(hint)):
        yield members[step]
    elif origin in (Union, UnionType):
        yield from (member for member in arguments if get_origin(bare(member)) is dict)
    elif origin is dict:
        yield arguments[1]
    elif origin is tuple:
        yield arguments[0]
    elif step in (known := keys(hint)):
        yield known[step]
