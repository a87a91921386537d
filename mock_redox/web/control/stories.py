"""Stories over HTTP: what there is, and one told as a whole or step by step."""

from dataclasses import dataclass

from mock_redox.web.control.operations import Call, operation
from mock_redox.web.control.targets import destination


@dataclass(frozen=True, kw_only=True)
class StoryOrder:
    """A story for a destination by id, slug, name or URL; your first when not given.

    ``patients`` is of how many it is, ``patient`` the name or an identifier of the only one.
    ``queued`` puts its messages into their feeds. ``whole`` tells all of it at once, and takes the
    clock to its end; without, nothing is sent before ``POST /stories/{id}/step``.
    """

    story: str
    to: str | None = None
    verification_token: str | None = None
    patients: int | None = None
    patient: str | None = None
    variant: str = "right"
    broken: str | None = None
    unverified: bool | None = None
    queued: bool = False
    whole: bool = True


@dataclass(frozen=True, kw_only=True)
class StepOrder:
    """``queued`` puts the message into its feed."""

    queued: bool = False


@operation("GET", "/stories", "The stories that can be told, with their steps", answer="Stories")
def list_stories(call: Call) -> object:
    return {"stories": [each.as_json() for each in call.redox.stories.plots()]}


@operation("POST", "/stories", "Tell a story: push its messages, each at its moment of the clock",
           body=StoryOrder, status=201, answer="Story")  # fmt: skip
def begin_story(call: Call) -> object:
    order = call.body
    how = {"as_": order.variant, "unverified": order.unverified, "broken": order.broken}
    key = destination(call.redox, order.to, order.verification_token)
    story = call.redox.stories.begin(order.story, key, order.patients, order.patient, **how)
    if order.whole:
        _ = story.enqueue() if order.queued else story.push()
    return story.as_json()


@operation("GET", "/stories/{id}", "A story that was begun: its steps, and what was sent of them",
           answer="Story")  # fmt: skip
def get_story(call: Call) -> object:
    return call.redox.stories.require(call.path["id"]).as_json()


@operation("POST", "/stories/{id}/step", "Take the clock to the next step of a story, and send it",
           body=StepOrder, body_required=False, answer="Delivery")  # fmt: skip
def tell_step(call: Call) -> object:
    queued = call.body is not None and call.body.queued
    return call.redox.stories.require(call.path["id"]).step(queued=queued).as_json()
