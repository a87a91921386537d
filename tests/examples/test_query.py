"""A query that your endpoint answers, asked through Redox as a client asks."""

from client import RedoxClient
from flask import Flask, request

from mock_redox import serve

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
