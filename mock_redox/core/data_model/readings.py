"""What an endpoint's answer to a relayed query is: one for the asker, or a failure."""

from datetime import timedelta
from typing import Any, NamedTuple

from mock_redox.core.data_model import answers
from mock_redox.core.data_model.messages import Message, read_json
from mock_redox.core.data_model.queries import Unanswerable
from mock_redox.core.errors import Explanation
from mock_redox.core.ports import Answer
from mock_redox.core.times import brief
from mock_redox.core.wire import Verdict


class Relayed(NamedTuple):
    """An answer on its way to the asker, and what is wrong with it, if anything is."""

    body: dict[str, Any]
    explanation: Explanation | None


class Reading:
    """Reads one answer: for the journal as a verdict, for the asker as a body or a failure."""

    def __init__(self, message: Message, limit: timedelta) -> None:
        self._event = message.event
        self._limit = limit
        self._failure: Unanswerable | None = None
        self._relayed: Relayed | None = None

    def judge(self, answer: Answer, late: bool) -> Verdict:
        self._failure = self._wrong(answer, late)
        if self._failure:
            return Verdict(False, self._failure.explanation.got)
        try:
            body = read_json(answer.body)
        except (ValueError, RecursionError) as wrong:
            problem = str(wrong)[:200] if answer.body else "an empty body"
            return self._unreadable(f"answered {answer.status}, but not with JSON: {problem}")
        if not isinstance(body, dict):
            return self._unreadable(f"answered {answer.status}, but not with a JSON object")
        return self._checked(answer.status, body)

    def result(self) -> Relayed:
        """Raises Unanswerable if the endpoint failed."""
        if self._failure:
            raise self._failure
        assert self._relayed is not None
        return self._relayed

    def _wrong(self, answer: Answer, late: bool) -> Unanswerable | None:
        """4xx and 5xx fail (webhooks.md 5.1), so do a redirect and silence (5.2)."""
        if late or answer.failure == "timeout":
            came = answer.problem or f"answered {answer.status} too late by the mock's clock"
            return too_slow(self._limit, came)
        if answer.status is None:
            return failed(
                "{name} could not be reached", "relay.unreachable", answer.lack,
                "an answer to the query", "start the endpoint, or correct the destination's URL",
            )  # fmt: skip
        if answer.good:
            return None
        redirect = 300 <= answer.status < 400
        return failed(
            f"{{name}} returned status code {answer.status}", "relay.failed",
            f"answered {answer.status}" + (", a redirect, which is not followed" * redirect),
            "a 2xx; nothing found is one, too, with empty data",
            "see what the endpoint was sent in the journal, and what it says of that itself",
        )  # fmt: skip

    def _unreadable(self, got: str) -> Verdict:
        """What is no JSON object can't be handed on in one (assumed)."""
        self._failure = failed(
            "{name} returned a response that is not a JSON object", "relay.not_json", got,
            f"{self._event.data_model}.{self._event.answer} as a JSON object",
            "answer in the same HTTP response, with the body of the answering event",
        )  # fmt: skip
        return Verdict(False, got)

    def _checked(self, status: int | None, body: dict[str, Any]) -> Verdict:
        found = "; ".join(answers.problems(self._event, body))
        asked = f"{self._event.data_model}.{self._event.answer}"
        explanation = Explanation(
            "relay.answer", found, asked, "mend the endpoint's answer; it was passed on as it is"
        )
        self._relayed = Relayed(body, explanation if found else None)
        reason = f"answered {status}, passed on to the asker"
        return Verdict(True, f"{reason}; but as {asked}: {found}" if found else reason)


def failed(text: str, check: str, got: str, expected: str, fix: str) -> Unanswerable:
    return Unanswerable(text, "transmission", Explanation(check, got, expected, fix))


def too_slow(limit: timedelta, got: str) -> Unanswerable:
    """504 is documented, its body is not (webhooks.md 5.2)."""
    slow = failed(
        f"{{name}} did not answer within {limit.total_seconds():g} seconds", "relay.timeout",
        got, f"the whole exchange within {brief(limit)}", "answer sooner, or raise relay_timeout",
    )  # fmt: skip
    slow.status = 504
    return slow
