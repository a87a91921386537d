"""The receiver under test, put together of what the fixtures hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mock_redox.adapters.contracting import probing, targets
from mock_redox.adapters.contracting.reaching import Reaching
from mock_redox.contract.receivers import Receiver, Target
from mock_redox.contract.receiving.scale import EVENT, Known, Scale, Trouble
from mock_redox.contract.rules import rule_of
from mock_redox.core.errors import Misuse

if TYPE_CHECKING:
    from mock_redox.adapters.mock import MockRedox
    from mock_redox.contract.evidence import Evidence

_NOTHING_THERE = ("unreachable", "forbidden", "bad_url", "tls")
ENVIRONMENTS = ("Development", "Staging", "Production")


@dataclass
class Latest:
    """What is known of the receiver that was judged last; a run mostly has one."""

    receiver: Any = None
    known: Known = field(default_factory=Known)
    template: str | None = None

    def of(self, receiver: Any, event: Any) -> Known:
        """What is known of this one; nothing if it is another, or a new app."""
        if not _same(receiver, self.receiver):
            template = self.known.template or self.template
            self.receiver = receiver
            self.known = Known(event=event or EVENT, template=template)
        return self.known


def _same(one: Any, other: Any) -> bool:
    """The same URL, or the same app at the same path; apps are compared by who they are."""
    parts = [each if isinstance(each, tuple) else (each,) for each in (one, other)]
    return len(parts[0]) == len(parts[1]) and all(
        a is b or (isinstance(a, str) and a == b) for a, b in zip(*parts, strict=True)
    )


def endpoint(
    redox: "MockRedox", receiver: Any, token: str, probe: Callable[[], Any] | None,
    evidence: "Evidence", latest: Latest, *, event: Any = None, scale: Scale | None = None,
    **target: Any,
) -> Receiver:  # fmt: skip
    """The receiver as the rules see it.

    Args:
        receiver: a URL, an app, or an app with its path.
        probe: returns a number or a list.
        event: what it is pushed; see ``redox_event``.
        target: further fields of ``Target``.
    """
    url = targets.reached(redox, receiver)
    return Receiver(
        redox, Target(url=url, token=token, in_process=not isinstance(receiver, str), **target),
        probing.count(probe) if probe else None, evidence, Reaching(redox),
        latest.of(receiver, event), scale,
    )  # fmt: skip


def demand(receiver: Receiver, item: pytest.Item) -> None:
    """Fail, or where another rule says it, skip, if nothing can be sent to it. Asked once a run.

    Raises:
        pytest.fail.Exception: nothing answers there; the text says why.
    """
    known = receiver.known
    if not known.reached and known.trouble is None:
        answer = receiver.ask("GET", headers=(), what="a look whether something answers there")
        known.reached = answer.failure not in _NOTHING_THERE
        if not known.reached:
            known.trouble = Trouble(tls=answer.failure == "tls", text=answer.problem)
        elif answer.failure == "timeout":
            receiver.learn()
            if known.silent:
                known.trouble = Trouble(tls=False, text=f"{answer.problem}, nor to a right push")
    if known.trouble is None:
        receiver.learn()
        return
    rule = rule_of(item)
    if not known.trouble.tls:
        pytest.fail(f"nothing answers at {receiver.url}: {known.trouble.text}", pytrace=False)
    if rule is None or not rule.id.startswith("receiver.transport."):
        pytest.skip(f"{known.trouble.text}: see receiver.transport.certificate")


def checked_event(event: Any) -> Any:
    """A name, a message, or a callable that makes one. Raises pytest.fail.Exception."""
    from mock_redox.core.webhooks.messages import event_named

    if event is None or callable(event):
        return event
    try:
        if isinstance(event, Mapping):
            event_named(f"{event['Meta']['DataModel']}.{event['Meta']['EventType']}")
        else:
            event_named(str(event))
    except (Misuse, KeyError, TypeError) as wrong:
        text = f"mock_redox: redox_event: {wrong}"
        raise pytest.fail.Exception(text, pytrace=False) from None
    return event


def logs(given: Any) -> tuple[Path, ...]:
    return tuple(Path(each) for each in given or ())
