"""A stay in hospital, from the booking to the payment, and what your endpoint makes of it."""

import json


class Endpoint:
    """Stands for yours: it knows the visits, and which of them are over."""

    def __init__(self):
        self.visits = {}

    def app(self, environ, start):
        message = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        if "VisitNumber" in message.get("Visit", {}):
            self.visits[message["Visit"]["VisitNumber"]] = message["Meta"]["EventType"]
        start("200 OK", [("Content-Length", "0")])
        return [b""]


def test_twenty_stays_reach_my_endpoint_on_the_days_on_which_they_happen(redox):
    mine, url = Endpoint(), "http://my.endpoint/redox"
    redox.mount(url, mine.app)  # any WSGI or ASGI app; or use a real URL
    begun = redox.clock.now()

    story = redox.story("inpatient", patients=20, to=url, verification_token="t", unverified=True)
    story.push()

    assert len(mine.visits) == 20
    assert (redox.clock.now() - begun).days > 15


def test_i_look_at_my_system_between_two_steps(redox):
    mine, url = Endpoint(), "http://my.endpoint/redox"
    redox.mount(url, mine.app)
    story = redox.story("transfer", to=url, verification_token="t", unverified=True)

    for step in story.left:
        story.step()
        assert redox.clock.now() >= step.at
        assert mine.visits[step.visit_number] == step.event.partition(".")[2]
        if step.event == "PatientAdmin.Transfer":
            break

    assert [each.event for each in story.left] == [
        "PatientAdmin.Discharge",
        "Financial.Transaction",
    ]
