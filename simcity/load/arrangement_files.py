"""Files of arrangements: from YAML to links between roles, changes and sources."""

from __future__ import annotations

from collections.abc import Iterator

from simcity.load.arranging import Arrangement, Group, Template
from simcity.load.reading import read_tree
from simcity.load.report import Report
from simcity.load.sources import ASSUMED, CONFIDENCE, PREFIX
from simcity.load.tree import SOURCE, Entry, Mapping, Node, Scalar, Sequence, children, compact
from simcity.model.city import Source

_ENTRY = ("title", "moves", "when", "in_use", "requires", "changes", "uses", "links", "services")
_OWN = ("from", "to", "types", "replaces")

_Found = tuple[tuple[Template, ...], dict[str, Source]]


def read(text: str, name: str, group: Group) -> dict[str, Arrangement]:
    """Return the arrangements of a text; raises ValueError where it is wrong."""
    report = Report(name)
    tree = read_tree(text, report)
    if report:
        raise ValueError(str(report.error()))
    if not isinstance(tree, Mapping):
        raise ValueError(f"{name} holds no arrangements")
    entries = {str(key): entry.node for key, entry in tree.entries.items()}
    templates = {key: _templates(key, node, name) for key, node in entries.items()}
    ids = [template.id for found, _ in templates.values() for template in found]
    if len(ids) != len(set(ids)):
        raise ValueError(f"{name}: two links have the same id")
    return {key: _arrangement(key, node, group, name, templates) for key, node in entries.items()}


def _arrangement(key: str, node: Node, group: Group, file: str, templates: dict[str, _Found]) -> Arrangement:
    assert isinstance(node, Mapping)
    own, sources = templates[key]
    given = {str(name): entry.node for name, entry in node.entries.items()}
    used: list[Template] = []
    found = dict(sources)
    for other, ids in children(given.get("uses", Mapping(node.at, {}))):
        wanted = _words(ids.node)
        theirs, known_sources = templates.get(str(other), ((), {}))
        chosen = [template for template in theirs if template.id in wanted]
        if len(chosen) != len(wanted):
            raise ValueError(f"{file}: {key} uses what '{other}' does not have: {', '.join(wanted)}")
        used += chosen
        starts = tuple(f"{PREFIX}{template.id}." for template in chosen)
        found |= {name: source for name, source in known_sources.items() if name.startswith(starts)}
    changes = given.get("changes", Mapping(node.at, {}))
    assert isinstance(changes, Mapping)
    said, of_changes = _sources(changes, key)
    if said is not None:
        changes = Mapping(changes.at, changes.entries | {SOURCE: Entry(changes.at, said)})
    return Arrangement(
        name=key,
        group=group,
        title=_text(given, "title", key, file),
        moves=_text(given, "moves", key, file),
        when=_text(given, "when", key, file, "" if group == "sharing" else None),
        in_use=_text(given, "in_use", key, file, "" if group == "sharing" else None),
        changes=changes,
        requires=tuple(_words(given.get("requires"))),
        templates=(*used, *own),
        services=tuple(_words(given.get("services"))),
        sources=found | of_changes,
    )


def _templates(key: str, node: Node, file: str) -> _Found:
    """Return the links of an entry, with the sources of their numbers."""
    if not isinstance(node, Mapping):
        raise ValueError(f"{file}: {key} is no mapping")
    unknown = [str(name) for name in node.entries if name not in _ENTRY]
    if unknown:
        raise ValueError(f"{file}: '{unknown[0]}' is not known in {key}; {', '.join(_ENTRY)} are")
    found: list[Template] = []
    sources: dict[str, Source] = {}
    links = node.entries.get("links")
    for name, entry in children(links.node) if links is not None else ():
        link = entry.node
        if not isinstance(link, Mapping) or not {"kind", "from", "to"} <= set(link.entries):
            raise ValueError(f"{file}: {name} needs kind, from and to")
        said, of_link = _sources(link, str(name))
        sources |= of_link
        rest = {step: below for step, below in link.entries.items() if step not in (*_OWN, SOURCE)}
        if said is not None:
            rest[SOURCE] = Entry(link.at, said)
        to = _roles(link, "to", file)
        found.append(
            Template(
                id=str(name),
                senders=_roles(link, "from", file)[1],
                receivers=to[1],
                to_agencies=to[0] == "agencies_of",
                needs=_needs(link, file),
                replaces=tuple(_words(link.entries["replaces"].node)) if "replaces" in link.entries else (),
                node=Mapping(link.at, rest),
            )
        )
    return tuple(found), sources


def _roles(link: Mapping, end: str, file: str) -> tuple[str, tuple[str, ...]]:
    """Return the word before the roles of one end of a link, ``role`` or ``agencies_of``, and the roles."""
    node = link.entries[end].node
    words = ("role", "agencies_of") if end == "to" else ("role",)
    given = [(str(key), entry.node) for key, entry in children(node)]
    if len(given) != 1 or given[0][0] not in words:
        raise ValueError(f"{file}:{node.at.line}: {end} is written like {{role: video}}")
    return given[0][0], tuple(_words(given[0][1]))


def _needs(link: Mapping, file: str) -> tuple[str, ...]:
    if "types" not in link.entries:
        return ()
    node = link.entries["types"].node
    given = [(str(key), entry.node) for key, entry in children(node)]
    if len(given) != 1 or given[0][0] != "needs" or "replaces" in link.entries:
        raise ValueError(f"{file}:{node.at.line}: types is written like {{needs: to}}, and not with replaces")
    return tuple(_words(given[0][1]))


def _words(node: Node | None) -> list[str]:
    """Return one word or a list of words as a list."""
    if isinstance(node, Sequence):
        return [compact(item) for item in node.items]
    return [node.text] if isinstance(node, Scalar) and node.value is not None else []


def _text(given: dict[str, Node], key: str, of: str, file: str, default: str | None = None) -> str:
    node = given.get(key)
    if isinstance(node, Scalar) and isinstance(node.value, str) and node.value.strip():
        return " ".join(node.value.split())
    if default is None or node is not None:
        raise ValueError(f"{file}: {of} needs a text for {key}")
    return default


def _sources(mapping: Mapping, of: str) -> tuple[Node | None, dict[str, Source]]:
    """Return the ``source`` of a mapping as a scenario writes it, and the sources to which it refers.

    Here a source is told where it is used, as its confidence and its text.
    """
    entry = mapping.entries.get(SOURCE)
    if entry is None:
        return None, {}
    sources: dict[str, Source] = {}
    told = set(CONFIDENCE) | {ASSUMED}
    if isinstance(entry.node, Mapping) and not told & set(map(str, entry.node.entries)):
        keyed = {
            key: Entry(below.key_at, _claim(below.node, f"{PREFIX}{of}.{key}", sources))
            for key, below in entry.node.entries.items()
        }
        return Mapping(entry.node.at, keyed), sources
    return _claim(entry.node, f"{PREFIX}{of}.all", sources), sources


def _claim(node: Node, name: str, sources: dict[str, Source]) -> Node:
    confidence = next((word for word in CONFIDENCE if isinstance(node, Mapping) and word in node.entries), None)
    if confidence is None or not isinstance(node, Mapping):
        return node
    text = compact(node.entries[confidence].node)
    same = (id_ for id_, source in sources.items() if (source.text, source.confidence) == (text, confidence))
    name = next(same, name)
    sources[name] = Source(name, text, confidence)
    return Mapping(node.at, dict(_referring(node, name, confidence)))


def _referring(node: Mapping, name: str, confidence: str) -> Iterator[tuple[str | int, Entry]]:
    for key, entry in node.entries.items():
        yield ("ref", Entry(entry.key_at, Scalar(entry.key_at, name, name))) if key == confidence else (key, entry)
