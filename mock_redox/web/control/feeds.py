"""Operations on feeds and on what waits in them."""

from mock_redox.web.control.operations import Call, operation


@operation("GET", "/feeds", "All feeds, with what waits in them", answer="Feeds")
def list_feeds(call: Call) -> object:
    return {"feeds": [each.as_json() for each in call.redox.webhooks.queue.all()]}


@operation("GET", "/feeds/{id}", "One feed, by its id or its destination's", answer="Feed")
def get_feed(call: Call) -> object:
    return call.redox.webhooks.queue.require(call.path["id"]).as_json()


@operation("POST", "/feeds/{id}/pause", "Hold a feed until it is resumed", answer="Feed")
def pause_feed(call: Call) -> object:
    return call.redox.webhooks.queue.pause(call.path["id"]).as_json()


@operation("POST", "/feeds/{id}/resume", "End a pause: the first message goes now", answer="Feed")
def resume_feed(call: Call) -> object:
    return call.redox.webhooks.queue.resume(call.path["id"]).as_json()


@operation("POST", "/feeds/{id}/retry", "Try the first message now", answer="Feed")
def retry_feed(call: Call) -> object:
    return call.redox.webhooks.queue.retry(call.path["id"]).as_json()


@operation("POST", "/feeds/{id}/skip", "Give the first message up", answer="Feed")
def skip_first(call: Call) -> object:
    return call.redox.webhooks.queue.skip(call.path["id"]).as_json()


@operation("POST", "/feeds/{id}/merge-first", "Let merges go before all else", answer="Deliveries")
def merge_first(call: Call) -> object:
    moved = call.redox.webhooks.merge_first(call.path["id"])
    return {"deliveries": [each.as_json() for each in moved]}


@operation("POST", "/deliveries/{id}/redeliver", "Send it again now, byte for byte",
           answer="Delivery")  # fmt: skip
def redeliver(call: Call) -> object:
    return call.redox.webhooks.redeliver(call.path["id"]).as_json()


@operation("POST", "/deliveries/{id}/first", "Let it go before all that wait in its feed",
           answer="Delivery")  # fmt: skip
def move_first(call: Call) -> object:
    delivery = call.redox.webhooks.outbox.require(call.path["id"])
    call.redox.webhooks.move_first(delivery)
    return delivery.as_json()


@operation("DELETE", "/deliveries/{id}", "Take it out of its feed", answer="Delivery")
def drop(call: Call) -> object:
    delivery = call.redox.webhooks.outbox.require(call.path["id"])
    call.redox.webhooks.queue.drop(delivery)
    return delivery.as_json()
