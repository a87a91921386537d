"""Assertions on what the code under test sent, and the stories they tell when they fail."""

import threading

import pytest
from minimal import without_meta

SEARCH = "0f4bd1d1-451d-4351-8cfd-b767d1b488d6"


@pytest.fixture
def send(redox):
    """A message with a good token, by the app's test client."""
    client, token = redox.app.test_client(), redox.token()

    def post(data_model="PatientSearch", event_type="Query", path="/endpoint", to=SEARCH):
        meta = {"DataModel": data_model, "EventType": event_type, "Destinations": [{"ID": to}]}
        head = {"Authorization": f"Bearer {token}", "X-Trace": "t1"}
        return client.post(
            path, json={"Meta": meta, **without_meta(data_model, event_type)}, headers=head
        )

    return post


def test_calls_are_listed_oldest_first_and_narrowed_by_path(redox, send):
    send()
    send(path="/query")
    redox.app.test_client().get("/nope")

    assert [call.path for call in redox.calls.to()] == ["/endpoint", "/query", "/nope"]
    assert [call.path for call in redox.calls.to("/query")] == ["/query"]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({"method": "POST"}, 3), ({"method": "GET"}, 0), ({"status": 200}, 2), ({"status": 400}, 1),
        ({"data_model": "Media"}, 2), ({"event_type": "Query"}, 1), ({"client": "nobody"}, 0),
        ({"data_model": "Media", "event_type": "New", "status": 400}, 1),
        ({"data_model": "PatientSearch", "event_type": "New"}, 0),
    ],
)  # fmt: skip
def test_calls_are_narrowed_by_what_they_have(redox, send, wanted, count):
    send("PatientSearch", "Query")
    send("Media", "New")
    send("Media", "New", to="unknown")

    assert len(redox.calls.to("/endpoint", **wanted)) == count


def test_calls_are_narrowed_by_the_client_of_their_token(redox, send):
    send()

    assert len(redox.calls.to(client=redox.client.client_id)) == 1


def test_a_call_that_is_no_message_has_no_data_model(redox):
    client = redox.app.test_client()
    for body in (b"", b"{", b"[]", b'{"Meta": []}', b'{"Meta": 7}'):
        client.post("/endpoint", data=body)

    assert len(redox.calls.to(data_model=None)) == 5
    assert redox.calls.to(data_model="Media") == []


def test_a_call_shows_what_was_sent_and_the_status_it_got(redox, send):
    send("Media", "New")
    call = redox.calls.one("/endpoint")

    assert (call.method, call.path, call.status) == ("POST", "/endpoint", 200)
    assert call.json["Meta"]["EventType"] == "New"
    assert call.header("x-TRACE") == "t1"
    assert call.header("X-None") is None
    assert str(call) == "2026-01-01T12:00:00.000Z -> POST /endpoint 200"


def test_a_form_is_read_with_the_first_value_of_each_field(redox):
    redox.app.test_client().post("/v2/auth/token", data="a=1&b=x%20y&a=2")

    assert redox.calls.one().form == {"a": "1", "b": "x y"}
    assert redox.calls.one().text == "a=1&b=x%20y&a=2"


def test_pushes_are_not_calls_of_yours(redox, receiver):
    redox.push("PatientAdmin.Arrival", receiver.url, "token", unverified=True)

    assert len(redox.journal) == 1
    redox.calls.none()


def test_what_was_expected_is_given_back(redox, send):
    send()
    send()

    assert [call.path for call in redox.calls.times(2, "/endpoint")] == ["/endpoint"] * 2
    assert [call.path for call in redox.calls.wait("/endpoint", count=2)] == ["/endpoint"] * 2


def test_an_unmet_expectation_tells_which_calls_were_made(redox, send):
    send(path="/query")
    with pytest.raises(AssertionError) as failed:
        redox.calls.one("/endpoint", data_model="Media")

    assert str(failed.value) == (
        "expected 1 call(s) to /endpoint data_model='Media', but there were 0.\n"
        "Calls that were made:\n"
        f"  {redox.calls.one()}"
    )


def test_without_any_call_the_story_says_so(redox):
    with pytest.raises(AssertionError) as failed:
        redox.calls.one()

    assert str(failed.value) == (
        "expected 1 call(s) to any path, but there were 0.\nNo call reached the mock at all."
    )


def test_none_and_one_refuse_what_is_too_much(redox, send):
    send()
    with pytest.raises(AssertionError, match=r"expected 0 call\(s\).*but there were 1"):
        redox.calls.none("/endpoint")
    send()

    with pytest.raises(AssertionError, match=r"expected 1 call\(s\).*but there were 2"):
        redox.calls.one()


def test_a_long_story_shows_the_last_twenty(redox):
    client = redox.app.test_client()
    for number in range(25):
        client.post(f"/nope/{number}")
    with pytest.raises(AssertionError) as failed:
        redox.calls.none("/nope/0")
    shown = str(failed.value).splitlines()[2:]

    assert len(shown) == 20
    assert " /nope/24 " in shown[-1]


def test_wait_wakes_when_another_thread_calls(redox, send):
    other = threading.Timer(0.02, send)
    other.start()

    assert redox.calls.wait("/endpoint", timeout=10)[0].status == 200
    other.join()


def test_wait_gives_up_with_the_story(redox, send):
    send()
    with pytest.raises(AssertionError) as failed:
        redox.calls.wait("/endpoint", count=2, timeout=0.01)

    assert str(failed.value).startswith(
        "expected 2 call(s) within 0.01 s to /endpoint, but there were 1."
    )


def test_an_unknown_way_to_choose_calls_is_explained(redox, send):
    send()
    with pytest.raises(TypeError) as wrong:
        redox.calls.to(statsu=200)

    assert str(wrong.value) == (
        "calls can't be chosen by 'statsu'; use method, status, client, data_model or event_type"
    )


def test_an_unknown_way_to_choose_is_told_even_when_there_is_no_call(redox):
    with pytest.raises(TypeError, match="'statsu'"):
        redox.calls.none(statsu=200)


def test_a_reset_forgets_the_calls(redox, send):
    send()
    redox.reset()

    assert redox.calls.to() == []
