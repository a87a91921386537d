"""Queries as a client asks them: answered by the mock, and by your endpoint."""

from client import RedoxClient
from flask import Flask, request

from mock_redox import serve

MOCK = "0f4bd1d1-451d-4351-8cfd-b767d1b488d6"  # a destination of Redox's, without a URL
app = Flask(__name__)


@app.post("/redox")
def answer():
    body = request.get_json()
    if "challenge" in body:
        return body["challenge"]
    meta = {"DataModel": "Scheduling", "EventType": "BookedResponse"}
    return {"Meta": meta, "Visits": [{"VisitNumber": "1"}]}


def test_a_query_reaches_my_endpoint_and_its_answer_comes_back(redox_intercept):
    redox, me = redox_intercept, redox_intercept.client
    client = RedoxClient(me.client_id, me.kid, me.private_key)
    with serve(app) as server:
        mine = redox.verify(f"{server.url}/redox", "my-made-up-token-0123456789").destination
        meta = {"DataModel": "Scheduling", "EventType": "Booked", "Destinations": [{"ID": mine}]}
        found = client.send({"Meta": meta, "StartDateTime": "2026-01-01T12:00:00Z"})

    assert found["Visits"] == [{"VisitNumber": "1"}]
    assert "Visits[0].Duration is missing" in redox.journal.find()[-1].line()


def test_an_appointment_that_i_book_is_booked_until_i_cancel_it(redox_intercept):
    me = redox_intercept.client
    client = RedoxClient(me.client_id, me.kid, me.private_key)
    visit = {"VisitNumber": "7", "VisitDateTime": "2026-02-03T15:00:00Z", "Duration": 30}
    visit["Location"] = {"Department": "Family Medicine"}

    def send(event, **body):
        meta = {"DataModel": "Scheduling", "EventType": event, "Destinations": [{"ID": MOCK}]}
        return client.send({"Meta": meta, **body})

    def booked():
        found = send("Booked", StartDateTime="2026-02-03T00:00:00Z", Visit={"VisitNumber": "7"})
        return [each["Status"] for each in found["Visits"]]

    assert booked() == []
    send("New", Patient={"Identifiers": [{"ID": "0000001001", "IDType": "MR"}]}, Visit=visit)
    assert booked() == ["Scheduled"]
    send("Cancel", Visit={**visit, "CancelReason": "Better"})
    assert booked() == ["Canceled"]
