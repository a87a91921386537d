"""A query that can't be answered."""

from mock_redox.core.errors import Explanation


class Unanswerable(Exception):
    """A query that the destination can't answer.

    Attributes:
        text: what ``Meta.Errors`` says; ``{name}`` stands for the destination's.
        kind: the error's ``Type``.
        status: what the asker gets in place of the setting's, ``destination_failure_status``.
    """

    status: int | None = None

    def __init__(self, text: str, kind: str, explanation: Explanation) -> None:
        super().__init__(text)
        self.text = text
        self.kind = kind
        self.explanation = explanation


def refused(check: str, got: str, expected: str, fix: str) -> Unanswerable:
    """The destination does not take the query, as it was recorded (data-models.md 5.2)."""
    why = Explanation(check, got, expected, fix)
    return Unanswerable("{name} returned status code 400", "transmission", why)


def nothing(event: str, expected: str) -> Unanswerable:
    """Nothing found, where an answer without it would lack required parts."""
    why = Explanation(
        "query.nothing_held", f"a {event} for what is not there", expected,
        "ask for what an earlier answer named; this answer can't be empty",
    )  # fmt: skip
    return Unanswerable("Nothing was found that answers the query", "query", why)
