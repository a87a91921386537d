"""The first test of a new user: the client's side."""

from client import RedoxClient

QUERY = {
    "Meta": {
        "DataModel": "PatientSearch",
        "EventType": "Query",
        "Destinations": [{"ID": "0f4bd1d1-451d-4351-8cfd-b767d1b488d6"}],
    },
    "Patient": {"Identifiers": [{"ID": "0000000001", "IDType": "MR"}]},
}


def test_my_client_survives_the_death_of_its_token(redox_intercept):
    redox = redox_intercept  # calls to https://api.redoxengine.com fall into the mock
    me = redox.client
    client = RedoxClient(me.client_id, me.kid, me.private_key)

    assert client.send(QUERY)["Patient"]["Demographics"]["LastName"]

    redox.clock.advance("5m")  # Redox's tokens live five minutes
    assert client.send(QUERY)["Patient"]

    assert [call.status for call in redox.calls.to("/endpoint")] == [200, 401, 200]
    redox.calls.times(2, "/v2/auth/token")
