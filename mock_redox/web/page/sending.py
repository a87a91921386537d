"""Sending by hand: choose, see the message, change it, and let it go."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from flask import Response, request

from mock_redox.core.data_model.events import EVENTS
from mock_redox.core.errors import Misuse
from mock_redox.core.plots import Plot
from mock_redox.core.redox import Redox
from mock_redox.core.times import duration
from mock_redox.core.webhooks.faults import FAULTS
from mock_redox.core.webhooks.variants import VARIANTS
from mock_redox.web import current
from mock_redox.web.control.actions import push
from mock_redox.web.control.events import make_message
from mock_redox.web.control.operations import Call
from mock_redox.web.control.records import MessageOrder, PushOrder
from mock_redox.web.control.stories import StoryOrder, begin_story
from mock_redox.web.page.jinja import plain_time, render
from mock_redox.web.page.pages import whole as whole_page
from mock_redox.web.page.parts import html, notice

MODEL, EVENT = "PatientAdmin", "Arrival"
"""What is chosen at first."""
DAY = "clinic-day"


def whole() -> Response:
    redox = current.redox()
    plots = redox.stories.plots()
    return whole_page(
        "send", "send",
        models=MODELS, model=MODEL, event=EVENT, people=_people(redox),
        destinations=[each for each in redox.destinations.all() if each.environment and each.url],
        variants=list(VARIANTS.values()), faults=list(FAULTS.values()),
        stories=[(each, takes(each, plots)) for each in plots], day=DAY,
    )  # fmt: skip


def events() -> Response:
    """The events of the data model that was chosen."""
    model = request.args.get("data_model", "")
    return html(render("send/events", events=MODELS.get(model, ()), model=model, event=EVENT))


def preview() -> Response:
    """The message as it would go, to be looked at and changed."""
    order = MessageOrder(event=_event(), to=_text("to"), patient=_text("patient"))
    message = make_message(Call(redox=current.redox(), path={}, body=order))
    shown = json.dumps(message, indent=2, ensure_ascii=False)
    return html(render("send/message", message=shown))


def send() -> Response:
    """Push it once, or put it into its feed, from where it comes three times.

    Raises:
        Misuse: a field that can't be so, with the mock's own words.
    """
    times = request.form.get("times", "1")
    order = PushOrder(
        event=_event(), to=_text("to") or "", data=_message(), broken=_text("broken"),
        variant=_text("variant") or "right", unverified=True if _text("unverified") else None,
        queued=times != "1", times=int(times) if times in ("1", "3") else 1,
    )  # fmt: skip
    made: Any = push(Call(redox=current.redox(), path={}, body=order))
    return html(render("send/result", made=made, times=order.times) + _notice(made, order.times))


def story() -> Response:
    """Tell a whole story, such as a day of a clinic, each message at its moment of the clock.

    Messages that nobody should take are sent once each: in a feed, they would be tried for days.
    """
    patients = _text("patients")
    if patients is not None and not (patients.isascii() and patients.isdecimal()):
        raise Misuse(f"{patients!r:.40} is not a number of patients", ("patients",))
    variant, broken = _text("variant") or "right", _text("broken")
    order = StoryOrder(
        story=_text("story") or DAY, to=_text("to"), queued=variant == "right" and not broken,
        patients=int(patients) if patients else None, variant=variant, broken=broken,
        unverified=True if _text("unverified") else None,
    )  # fmt: skip
    redox = current.redox()
    before = redox.clock.now()
    told: Any = begin_story(Call(redox=redox, path={}, body=order))
    became, well = _outcome(redox, told) if order.queued else _answers(told)
    moved, now = _span(redox.clock.now() - before), plain_time(str(redox.clock.as_json()["now"]))
    text = f"{became}. The clock went on by {moved}; it is now {now}"
    page = render("send/story_result", text=text, well=well)
    return html(page + notice(text, "done" if well else "refused"))


def takes(plot: Plot, plots: Sequence[Plot]) -> str:
    """How far a story takes the clock, as far as that is known before its visits are made up.

    How long a stay is, and when a clinic is open, comes on top.
    """
    start = datetime(2000, 1, 1, tzinfo=UTC)
    visit = start + duration(plot.lead or 0) + (plot.patients - 1) * duration(plot.every)
    moments = {"booking": start, "visit": visit, "end": visit}
    mine = [each for each in plots if each.name in plot.mix] or [plot]
    last = max(step.moment(moments) for each in mine for step in each.steps)
    who = f"With its {plot.patients} patients it" if plot.patients > 1 else "It"
    return f"{who} takes the clock {_span(last - start)} on, or more."


def _span(time: timedelta) -> str:
    for count, unit in ((time.days, "day"), (time.seconds // 3600, "hour")):
        if count:
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "some minutes"


def _outcome(redox: Redox, told: dict[str, Any]) -> tuple[str, bool]:
    """What became of a story's messages, and whether any arrived or still may by itself."""
    ids = {each["id"] for each in told["deliveries"]}
    known = redox.webhooks.outbox.all()
    stuck, states = 0, Counter(each.state for each in known if each.id in ids)
    for feed in redox.webhooks.queue.all():
        if feed.state in ("held", "paused"):
            stuck += sum(each.id in ids for each in tuple(feed.waiting))
    rest = states["waiting"] - stuck
    parts = [f"{states['delivered']} of {len(ids)} messages of {told['story']} were delivered"]
    parts += [f"{stuck} wait in feeds that are paused"] * bool(stuck)
    parts += [f"{rest} are on their way"] * (rest > 0)
    parts += [f"{states['failed']} failed and are not tried again"] * bool(states["failed"])
    return ", ".join(parts), bool(states["delivered"] or rest > 0)


def _answers(told: dict[str, Any]) -> tuple[str, bool]:
    """How many messages that were sent once were answered as a sound endpoint answers them."""
    well = sum(each["as_expected"] for each in told["deliveries"])
    count, name = len(told["deliveries"]), told["story"]
    text = f"{well} of {count} messages of {name} were answered as they should be, each sent once"
    return text, well == count


def _notice(made: dict[str, Any], times: int) -> str:
    if times > 1:
        return notice(f"{made['event']} was put into its feed {times} times")
    kind = "done" if made["as_expected"] else "refused"
    last = made["attempts"][-1]
    show = (f"/__mock__/page/exchanges/{last['exchange']}", "Show it")
    return notice(f"{made['event']}: {last['reason']}", kind, link=show)


def _event() -> str:
    return f"{request.form.get('data_model', '')}.{request.form.get('event', '')}"


def _text(name: str) -> str | None:
    return request.form.get(name, "").strip() or None


def _message() -> dict[str, Any] | None:
    text = _text("message")
    if text is None:
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise Misuse(f"it is not JSON: {wrong}", ("message",)) from None
    if not isinstance(data, dict):
        raise Misuse("it must be a JSON object", ("message",))
    return data


def _people(redox: Redox) -> list[tuple[str, str]]:
    """Identifier and name of each patient."""
    found = []
    for each in redox.samples.patients():
        who = each["Demographics"]
        name = f"{who.get('FirstName') or ''} {who.get('LastName') or ''}".strip()
        found.append((each["Identifiers"][0]["ID"], f"{name}, {who.get('DOB') or 'no birthday'}"))
    return found


MODELS = {
    model: tuple(event for _, event in pairs)
    for model, pairs in groupby(sorted(EVENTS), key=lambda pair: pair[0])
}
"""Data models to their events."""
