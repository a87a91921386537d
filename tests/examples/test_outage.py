"""An outage of three days, and what your endpoint gets when it is back."""

import json

DOWN, OK = "503 Service Unavailable", "200 OK"


class Endpoint:
    """Stands for yours: it can be down, and it keeps what it processed."""

    def __init__(self):
        self.status, self.processed = OK, []

    def app(self, environ, start):
        message = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        if self.status == OK:
            self.processed.append(message["Meta"]["EventType"])
        start(self.status, [("Content-Length", "0")])
        return [b""]


def test_my_endpoint_catches_up_after_three_days(redox):
    mine, url = Endpoint(), "http://my.endpoint/redox"
    redox.mount(url, mine.app)  # any WSGI or ASGI app; or use a real URL
    mine.status = DOWN
    for event in ("Arrival", "Transfer", "Discharge"):
        redox.enqueue(f"PatientAdmin.{event}", url, "my-token", data={}, unverified=True)

    redox.clock.advance("3d")
    feed = redox.queue.all()[0]
    assert (feed.state, len(feed.waiting), mine.processed) == ("paused", 3, [])

    mine.status = OK
    redox.clock.advance("90s")  # the longest wait between two tries
    assert mine.processed == ["Arrival", "Transfer", "Discharge"]
