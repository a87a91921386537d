"""What stays known of somebody or something, with what schemas took of it."""

from typing import Any


class Known(dict[str, Any]):
    """Facts that never change. What a message takes of them is worked out once.

    Attributes:
        moulds: by shape, and how it is filled.
    """

    __slots__ = ("moulds",)

    def __init__(self, facts: dict[str, Any]) -> None:
        super().__init__(facts)
        self.moulds: dict[Any, Any] = {}
