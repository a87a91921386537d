"""What a notice says when an operation of the control API is done."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from mock_redox.core.nearest import nearest
from mock_redox.web import current
from mock_redox.web.page.jinja import plain_time

Said = str | dict[str, Any]


def told(name: str, answer: Any, given: Mapping[str, str]) -> dict[str, Any]:
    """What the notice says of an operation's answer to the fields of a form."""
    said = SAID[name](answer, given) if name in SAID else "Done"
    return {"text": said} if isinstance(said, str) else said


def verified(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What came of a challenge."""
    return {
        "text": f"{'Verified' if answer['ok'] else 'Not verified'}: {answer['reason']}",
        "kind": "done" if answer["ok"] else "refused",
        "link": (f"/__mock__/page/exchanges/{quote(str(answer['exchange']))}", "Show it"),
    }


def names() -> list[str]:
    """What clients, legacy keys and destinations of yours are called, as failures know them."""
    redox = current.redox()
    callers = [each.client_id for each in redox.auth.clients.all()]
    callers += [each.api_key for each in redox.auth.legacy.all()]
    own = [each for each in redox.destinations.all() if each.environment is not None]
    return callers + [name for each in own for name in (each.id, each.slug, each.name)]


def _delivered(answer: Mapping[str, Any], given: Mapping[str, str]) -> Said:
    last = answer["attempts"][-1]
    return {
        "text": f"{answer['event']} sent again: {last['reason']}",
        "kind": "done" if answer["as_expected"] else "refused",
        "link": (f"/__mock__/page/exchanges/{last['exchange']}", "Show it"),
    }


def _signed_on(answer: Mapping[str, Any], given: Mapping[str, str]) -> Said:
    return {
        "text": f"{'Signed on' if answer['good'] else 'Not signed on'}: {answer['reason']}",
        "kind": "done" if answer["as_expected"] else "refused",
        "link": (f"/__mock__/page/exchanges/{answer['exchange']}", "Show it"),
    }


def _many(number: int, what: str, done: str) -> str:
    return f"{number} {what if number == 1 else what + 's'} {done}"


def _token(answer: Mapping[str, Any], given: Mapping[str, str]) -> Said:
    return {
        "text": f"{answer['name']} has a new verification token, and has to be verified again",
        "secret": answer.get("verification_token"),
    }


def _failing(answer: Mapping[str, Any], given: Mapping[str, str]) -> Said:
    """A client may be one that is yet to come, so a name that nobody has is no mistake for sure."""
    on, who, known = f"{answer['name']} is switched on", answer["client"], names()
    if who is None or who in known:
        return on
    near = nearest(who, known)
    meant = f"did you mean {near!r}?" if near else "it waits for one that is"
    text = f"{on}, but no client, key or destination is called {who!r:.80}; {meant}"
    return {"text": text, "kind": "warned"}


def _moved(answer: Mapping[str, Any], given: Mapping[str, str]) -> Said:
    now = f"it is {plain_time(answer['now'])}"
    if answer["frozen"]:
        stands = given.get("freeze") or given.get("rate")
        return f"The clock stands still: {now}" if stands else f"The clock was moved: {now}"
    if given.get("real"):
        return f"The clock is back at the wall clock: {now}"
    if given.get("rate"):
        rate = answer["rate"]
        pace = "at the pace of the wall clock" if rate == 1 else f"{rate:g} times as fast"
        return f"The clock runs {pace}: {now}"
    return f"The clock was moved: {now}"


SAID: dict[str, Callable[[Any, Mapping[str, str]], Said]] = {
    "revoke_tokens": lambda a, _: _many(a["revoked"], "token", "revoked"),
    "expire_tokens": lambda a, _: _many(a["expired"], "token", "expired now"),
    "resend": _delivered,
    "clear_journal": lambda a, _: "The timeline is empty",
    "verify_destination": lambda a, _: verified(a),
    "sign_on": _signed_on,
    "change_token": _token,
    "change_destination": lambda a, _: f"{a['name']} is saved",
    "remove_destination": lambda a, _: f"{a['name']} is removed",
    "pause_feed": lambda a, _: f"{a['data_model']} is held until it is resumed",
    "resume_feed": lambda a, _: f"{a['data_model']} goes on",
    "retry_feed": lambda a, _: f"{a['data_model']} is tried now",
    "skip_first": lambda a, _: "The first message is given up",
    "fail": _failing,
    "remove_active_failure": lambda a, _: f"{a['name']} is switched off",
    "clear_active_failures": lambda a, _: "All failures are switched off",
    "move_clock": _moved,
}
"""By operation, what is said when it is done."""
