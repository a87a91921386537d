"""One row an operation: verb, path, what it takes and does. Routes and OpenAPI come from it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mock_redox.core.redox import Redox


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of an operation, read and checked."""

    redox: Redox
    path: dict[str, str]
    body: Any = None
    query: Any = None


Handler = Callable[[Call], object]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """An entry of the control API."""

    method: str
    path: str
    name: str
    summary: str
    handler: Handler
    body: type | None = None
    body_required: bool = True
    free_body: bool = False
    """The body is any mapping, which the handler checks."""
    query: type | None = None
    status: int = 200
    answer: str = "object"
    """A schema's name in the OpenAPI document."""


OPERATIONS: list[Operation] = []
"""The whole control API, filled as its modules are imported: a table, not state."""


def parameter(field: str) -> str:
    """The name of a query parameter; a field for one that Python has taken ends with ``_``."""
    return field.removesuffix("_")


def operation(method: str, path: str, summary: str, **more: Any) -> Callable[[Handler], Handler]:
    """Add a handler to the table."""

    def add(handler: Handler) -> Handler:
        row = Operation(
            method=method, path=path, summary=summary, handler=handler,
            name=handler.__name__, **more,
        )  # fmt: skip
        OPERATIONS.append(row)
        return handler

    return add
