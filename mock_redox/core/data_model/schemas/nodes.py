"""The fields of an event, laid out for those who go through its messages."""

from functools import cache

from mock_redox.core.data_model.schemas.model import EventSchema, Field, Fields
from mock_redox.core.data_model.schemas.problems import CLASSES


class Node:
    """An object's fields, laid out for the walk."""

    __slots__ = ("below", "classes", "fields", "lists", "required")

    def __init__(self, fields: Fields, known: dict[int, "Node"]) -> None:
        known[id(fields)] = self
        self.fields = fields
        self.required = frozenset(each.name for each in fields.values() if each.required)
        self.classes: dict[str, frozenset[type]] = {}
        self.below: dict[str, Node] = {}
        self.lists: dict[str, Node] = {}
        for each in fields.values():
            if each.fields is None:
                self.classes[each.name] = _allowed(each)
            else:
                inner = known.get(id(each.fields)) or Node(each.fields, known)
                (self.lists if each.many else self.below)[each.name] = inner


@cache
def node_of(schema: EventSchema) -> Node:
    return Node(schema.fields, {})


def _allowed(field: Field) -> frozenset[type]:
    """The classes of a value. A list of values is never null; what is in it is open (5.3)."""
    if field.many:
        return frozenset((list,))
    found = [each for kind in field.kinds for each in CLASSES[kind]]
    return frozenset(found if field.required else (*found, type(None)))
