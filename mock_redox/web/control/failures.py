"""Operations on failures: the catalogue, and those that are switched on; tokens that are voided."""

from dataclasses import dataclass

from mock_redox.core.failures.catalogue import FAMILIES, failure, search
from mock_redox.core.setup import FailureSpec
from mock_redox.web.control.operations import Call, operation


@dataclass(frozen=True, kw_only=True)
class Search:
    """Words that all must stand in a failure's description."""

    search: str | None = None


@dataclass(frozen=True, kw_only=True)
class TokenOrder:
    """A token by its text or id, or all of a client or legacy key; all of everybody by default."""

    token: str | None = None
    client: str | None = None
    id: str | None = None


@operation("GET", "/failures", "The catalogue of failures, by name", query=Search,
           answer="Failures")  # fmt: skip
def list_failures(call: Call) -> object:
    return {
        "families": FAMILIES,
        "failures": [each.as_json() for each in search(call.query.search or "")],
    }


@operation("GET", "/failures/{name}", "One failure: what it is, what Redox answers, how to mend it",
           answer="Failure")  # fmt: skip
def get_failure(call: Call) -> object:
    return failure(call.path["name"]).as_json()


@operation("GET", "/active-failures", "The failures that are switched on",
           answer="ActiveFailures")  # fmt: skip
def list_active_failures(call: Call) -> object:
    return {"active_failures": [each.as_json() for each in call.redox.failures.all()]}


@operation("POST", "/active-failures", "Let the next requests fail", body=FailureSpec, status=201,
           answer="ActiveFailure")  # fmt: skip
def fail(call: Call) -> object:
    return call.redox.failures.add(call.body).as_json()


@operation("DELETE", "/active-failures/{id}", "Switch a failure off", answer="ActiveFailure")
def remove_active_failure(call: Call) -> object:
    return call.redox.failures.remove(call.path["id"]).as_json()


@operation("DELETE", "/active-failures", "Switch all failures off", answer="Reset")
def clear_active_failures(call: Call) -> object:
    call.redox.failures.clear()
    return {"reset": ["failures"]}


@operation("GET", "/tokens", "The tokens that live, the newest first; by id, not by text",
           answer="Tokens")  # fmt: skip
def list_tokens(call: Call) -> object:
    return {"tokens": [each.as_json() for each in call.redox.auth.tokens.alive()]}


@operation("POST", "/tokens/revoke", "Void a token, those of a client, or all", body=TokenOrder,
           body_required=False, answer="Revoked")  # fmt: skip
def revoke_tokens(call: Call) -> object:
    order = call.body or TokenOrder()
    return {"revoked": call.redox.auth.tokens.revoke(order.token, order.client, order.id)}


@operation("POST", "/tokens/expire", "Let a token, those of a client, or all expire now",
           body=TokenOrder, body_required=False, answer="Expired")  # fmt: skip
def expire_tokens(call: Call) -> object:
    order = call.body or TokenOrder()
    return {"expired": call.redox.auth.tokens.expire(order.token, order.client, order.id)}
