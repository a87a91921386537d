"""Python types of an event, for type checkers and editors: a module to keep with one's tests."""

import re

from mock_redox.core.data_model.schemas.model import EventSchema, Field, Fields

_KINDS = {"string": "str", "number": "float", "boolean": "bool", "list": "list[str]"}


def python_types(schema: EventSchema) -> str:
    """The source of a module: a ``TypedDict`` for each object, and a builder with typed keywords.

    All keys may be left out, as they may in an overlay.
    """
    made = _Types()
    name = re.sub(r"\W", "", schema.name)
    whole = made.object(name, schema.fields)
    function = re.sub(r"(?<=[a-z])(?=[A-Z])|\W+", "_", schema.name).lower()
    command = f"mock-redox schema {schema.name.replace(' ', '')} --types"
    classes = "".join(made.classes)
    literal = "Literal, " if "Literal[" in classes else ""
    return f'''"""Messages of {schema.name}; this file was made by {command}."""

from typing import Any, {literal}TypedDict, Unpack, cast

from mock_redox import MockRedox

{classes}

def {function}(
    redox: MockRedox, patient: str | None = None, **fields: Unpack[{whole}]
) -> {whole}:
    """A message of the event; see ``MockRedox.message``."""
    made = redox.message("{schema.name}", patient=patient, **cast(Any, fields))
    return cast({whole}, made)
'''


class _Types:
    """The classes, each after those that it names."""

    def __init__(self) -> None:
        self.classes: list[str] = []
        self._names: dict[str, Fields] = {}

    def object(self, name: str, fields: Fields) -> str:
        """The name of the class for these fields; the same fields have one class."""
        while name in self._names:
            if self._names[name] == fields:
                return name
            name += "_"
        self._names[name] = fields
        lines = [f'    "{each.name}": {self._type(name, each)},\n' for each in fields.values()]
        head = f'{name} = TypedDict(\n    "{name}",\n    {{\n'
        body = "".join(f"    {line}" for line in lines)
        self.classes.append(f"{head}{body}    }},\n    total=False,\n)\n")
        return name

    def _type(self, above: str, field: Field) -> str:
        if field.fields is not None:
            block = field.block.replace("*", "Required").replace("+", "Coded")
            one = self.object(block or f"{above}{field.name}", field.fields)
        else:
            one = self._leaf(field)
        return f"list[{one}]" if field.many else one

    def _leaf(self, field: Field) -> str:
        kinds = " | ".join(_KINDS[kind] for kind in field.kinds)
        if field.values and not field.values.open:
            kinds = f"Literal[{', '.join(map(repr, field.values.values))}]"
        return kinds if field.required or field.many else f"{kinds} | None"
