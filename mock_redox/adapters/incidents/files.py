"""Incident files: YAML that a person can read, change and keep beside the tests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml

from mock_redox.adapters.yaml_files import parsed, read_file
from mock_redox.core.errors import Misuse
from mock_redox.core.incidents.incident import Incident
from mock_redox.core.incidents.plain import OneLine, data_of, incident_of, remark_on

T = TypeVar("T")

LARGEST = 30_000_000
"""Characters of a file that is read."""
_FLAT = 120
"""Characters of a mapping that is written in one line."""
_EMPTY = "save an incident with mock-redox journal export"


@dataclass(frozen=True)
class IncidentFile:
    """An incident that can be saved."""

    incident: Incident

    def as_yaml(self) -> str:
        return as_yaml(self.incident)

    def save(self, path: str | Path) -> Path:
        """Write it to a file, whose path is returned. Raises OSError if that can't be done."""
        path = Path(path)
        path.write_text(self.as_yaml(), encoding="utf-8")
        return path

    def __str__(self) -> str:
        return str(self.incident.outcome)


def as_yaml(incident: Incident) -> str:
    """The text of the file: the same for the same incident, on any machine."""
    return write(data_of(incident), remark_on(incident))


def write(data: Mapping[str, Any], remark: str) -> str:
    """Plain data as YAML, with a comment at the top."""
    text = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10**9)
    return f"# {remark}\n{text}"


def load(source: str | Path) -> Incident:
    """The incident in a file, or in a text of several lines. Raises Misuse as ``use`` does."""
    return use(source, lambda incident: incident)


def use(source: str | Path, act: Callable[[Incident], T]) -> T:
    """What ``act`` makes of the incident in a file, or in a text of several lines.

    Raises:
        Misuse: it can't be read, or something in it is wrong. The text names file, line and key.
    """
    inline = isinstance(source, str) and "\n" in source
    text = str(source) if inline else read_file(source)
    name = "incident" if inline else source
    if len(text) > LARGEST:
        raise Misuse(f"{name}: an incident of more than {LARGEST} characters is not read")
    return parsed(text, name, _EMPTY, lambda data: act(incident_of(data)), _Loader)


class _Loader(yaml.SafeLoader):
    """What JSON can hold, and nothing else: no anchors, which can make a small file huge."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.composer.ComposerError(
                None, None, "an incident has no anchors (&) and aliases (*)", event.start_mark
            )
        return super().compose_node(parent, index)


_TAGS = ("null", "bool", "int", "float", "str", "seq", "map")
_Loader.yaml_constructors = {
    tag: make
    for tag, make in yaml.SafeLoader.yaml_constructors.items()
    if tag is None or tag.rpartition(":")[2] in _TAGS
}
_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0].rpartition(":")[2] in _TAGS]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _Dumper(yaml.SafeDumper):
    """Several lines as a block, small mappings in one line, no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    style = None
    if "\n" in text or (text.startswith("{") and not text.startswith("{{")):
        style = "|"  # as it is, without YAML's own escapes
    if any(sign in text for sign in "\x85\u2028\u2029"):  # which YAML takes for line breaks
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _mapping(dumper: _Dumper, mapping: dict[str, Any]) -> yaml.Node:
    values = mapping.values()
    nested = any(isinstance(each, dict | list) or "\n" in str(each) for each in values)
    flat = isinstance(mapping, OneLine) or (not nested and len(str(mapping)) <= _FLAT)
    return dumper.represent_mapping(
        "tag:yaml.org,2002:map", mapping.items(), flow_style=flat and len(mapping) > 1
    )


_Dumper.add_representer(str, _text)
_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(OneLine, _mapping)
