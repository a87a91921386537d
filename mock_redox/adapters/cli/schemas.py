"""``mock-redox schema``: the JSON Schema of an event, without a running mock."""

import json

import click

from mock_redox.core.data_model.schemas import all_schemas, named
from mock_redox.core.data_model.schemas.json_schema import json_schema
from mock_redox.core.data_model.schemas.model import EventSchema, Field, walk
from mock_redox.core.data_model.schemas.typed import python_types


@click.command()
@click.argument("event", required=False)
@click.option("--strict", is_flag=True, help="With values, formats and no unknown fields.")
@click.option("--fields", is_flag=True, help="A line a field instead of a JSON Schema.")
@click.option("--types", is_flag=True, help="A Python module with types and a typed builder.")
def schema(event: str | None, strict: bool, fields: bool, types: bool) -> None:
    """Print the JSON Schema of EVENT, such as PatientAdmin.Arrival; without it, list all events."""
    if event is None:
        click.echo("\n".join(each.name for each in all_schemas()))
    elif fields:
        found = named(event)
        click.echo("\n".join(_line(found, path, field) for path, field in walk(found.fields)))
    elif types:
        click.echo(python_types(named(event)), nl=False)
    else:
        made = json_schema(named(event), strict=strict)
        click.echo(json.dumps(made, indent=2, ensure_ascii=False))


def _line(event: EventSchema, path: str, field: Field) -> str:
    """Such as ``Patient.Demographics.Sex  string  reliable  Female | Male | Unknown | Other``."""
    told = [path, field.format or " or ".join(field.kinds)]
    told += ["required"] * field.required + ["reliable"] * (path in event.reliable)
    if field.values:
        told.append(" | ".join([*field.values.values, *["..."] * field.values.open]))
    return "  ".join([*told, *([f"# {field.note}"] if field.note else [])])
