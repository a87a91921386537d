"""intercept: calls by ``httpx`` to the Redox hosts fall into the mock, with and without await."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from mock_redox import intercept

REDOX = "https://api.redoxengine.com"
WAYS = ["sync", "async"]


def send(way, method, url, *, client=None, **more):
    """One call, with ``httpx.Client`` or ``httpx.AsyncClient``."""
    options = {"verify": False, **(client or {})}  # to read the CAs takes longer than all else
    if way == "sync":
        with httpx.Client(**options) as plain:
            return plain.request(method, url, **more)

    async def call():
        async with httpx.AsyncClient(**options) as awaited:
            return await awaited.request(method, url, **more)

    return asyncio.run(call())


@pytest.fixture(params=WAYS)
def way(request):
    return request.param


@pytest.mark.parametrize(
    "base",
    ["https://api.redoxengine.com", "http://api.redoxengine.com",
     "https://api.ca.redoxengine.com", "https://blob.redoxengine.com", "https://api.redoxengine.com:443",
     "https://user:password@api.redoxengine.com"],
)  # fmt: skip
def test_every_host_of_redox_is_answered_over_http_and_https(redox, redox_intercept, way, base):
    answer = send(way, "POST", f"{base}/auth/authenticate", json={})

    assert (answer.status_code, answer.text) == (400, "Invalid request")
    redox.calls.one("/auth/authenticate")


def test_a_token_asked_for_works(redox, redox_intercept, way):
    form = {
        "grant_type": "client_credentials", "client_assertion": redox.assertion(),
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    }  # fmt: skip
    token = send(way, "POST", f"{REDOX}/v2/auth/token", data=form).json()["access_token"]
    head = {"Authorization": f"Bearer {token}"}

    assert send(way, "POST", f"{REDOX}/endpoint", json={}, headers=head).status_code == 400


def test_other_hosts_are_reached_as_ever(redox, redox_intercept, way, receiver):
    assert send(way, "GET", f"{receiver.url}?challenge=x").text == "x"
    redox.calls.none()


@pytest.mark.parametrize("host", ["api.redoxengine.com.localhost", "evil-api.redoxengine.com"])
def test_a_host_that_only_looks_alike_is_left_alone(redox, redox_intercept, way, host):
    with pytest.raises(httpx.ConnectError):
        send(way, "GET", f"http://{host}:1/", client={"trust_env": False})

    redox.calls.none()


def test_a_transport_that_opens_no_connection_keeps_its_calls(redox, redox_intercept, way):
    theirs = httpx.MockTransport(lambda request: httpx.Response(200, text="theirs"))

    assert send(way, "GET", f"{REDOX}/", client={"transport": theirs}).text == "theirs"
    redox.calls.none()


def test_what_a_caller_puts_round_a_transport_goes_on(redox, redox_intercept):
    class Twice(httpx.BaseTransport):
        def __init__(self):
            self.inner = httpx.HTTPTransport()

        def handle_request(self, request):
            self.inner.handle_request(request)
            return self.inner.handle_request(request)

    send("sync", "POST", f"{REDOX}/nope", client={"transport": Twice()})

    redox.calls.times(2, "/nope", status=404)


def test_a_client_made_before_is_intercepted_too(redox):
    with httpx.Client() as client, redox.intercept():
        assert client.get(f"{REDOX}/nope").text == "Not Found"


def test_headers_query_and_escapes_arrive_as_over_the_wire(redox, redox_intercept, way):
    head = [("X-Text", "a"), ("X-Text", "b")]
    send(way, "POST", f"{REDOX}/a%20b/%C3%A9?q=%20", headers=head)
    exchange = redox.calls.one().exchange

    assert exchange.path == "/a b/é"
    assert exchange.url.endswith("?q=%20")
    assert exchange.header("x-text") == "a,b"
    assert exchange.header("host") == "api.redoxengine.com"


@pytest.mark.parametrize("way", WAYS)
def test_a_body_in_pieces_arrives_whole(redox, redox_intercept, way):
    def pieces():
        yield from (b"a", b"b")

    async def awaited():
        for piece in pieces():
            yield piece

    send(way, "POST", f"{REDOX}/nope", content=awaited() if way == "async" else pieces())

    assert redox.calls.one().text == "ab"


def test_an_answer_can_be_streamed(redox_intercept):
    with httpx.stream("GET", f"{REDOX}/nope") as answer:
        assert list(answer.iter_bytes(4)) == [b"Not ", b"Foun", b"d"]


def test_an_answer_can_be_streamed_with_await(redox_intercept):
    async def call():
        async with httpx.AsyncClient() as client, client.stream("GET", f"{REDOX}/nope") as answer:
            return [piece async for piece in answer.aiter_bytes(4)]

    assert asyncio.run(call()) == [b"Not ", b"Foun", b"d"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_every_method_reaches_the_mock(redox, redox_intercept, way, method):
    answer = send(way, method, f"{REDOX}/endpoint")

    assert answer.status_code == 403
    assert answer.content == (b"" if method == "HEAD" else b"Forbidden")
    redox.calls.one("/endpoint", method=method)


@pytest.mark.parametrize("name", ["service.dropped_before", "service.dropped_after"])
def test_a_connection_that_drops_is_told_as_httpx_tells_it(redox_intercept, way, name):
    with redox_intercept.fail(name), pytest.raises(httpx.RemoteProtocolError) as raised:
        send(way, "POST", f"{REDOX}/v2/auth/token")

    assert str(raised.value) == "Server disconnected without sending a response."
    assert raised.value.request.url.host == "api.redoxengine.com"


def test_a_late_answer_is_a_read_timeout_and_nobody_waits_for_it(redox_intercept, way):
    with redox_intercept.fail("service.slow", delay="1h"), pytest.raises(httpx.ReadTimeout):
        send(way, "POST", f"{REDOX}/v2/auth/token", timeout=5)


def test_a_late_answer_can_be_cancelled(redox_intercept):
    async def call():
        async with httpx.AsyncClient(timeout=None) as client:
            late = asyncio.create_task(client.post(f"{REDOX}/v2/auth/token"))
            await asyncio.to_thread(redox_intercept.calls.wait, "/v2/auth/token", timeout=10)
            late.cancel()
            await late

    with redox_intercept.fail("service.slow", delay="1h"), pytest.raises(asyncio.CancelledError):
        asyncio.run(call())


def test_the_loop_goes_on_while_the_mock_asks_an_endpoint_on_it(redox, redox_intercept):
    """A query that is relayed to an endpoint which the same loop serves."""

    async def answer(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        body = b'{"Meta": {}}' if b"POST" in head else b""
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()
        writer.close()

    async def call():
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        mine = redox.core.destinations.at(f"http://127.0.0.1:{port}/", "a-token-of-mine").id
        meta = {"DataModel": "PatientSearch", "EventType": "Query", "Destinations": [{"ID": mine}]}
        head = {"Authorization": f"Bearer {redox.token()}"}
        async with server, httpx.AsyncClient(timeout=5, headers=head) as client:
            return await client.post(f"{REDOX}/query", json={"Meta": meta})

    redox.core.settings.change(push_unverified=True, validation="none")

    assert asyncio.run(call()).status_code == 200
    assert [each.path for each in redox.journal.find()] == ["/", "/query"]


def test_other_hosts_can_be_chosen(redox, way):
    with intercept(redox.app, ("redox.example",)):
        assert send(way, "GET", "http://redox.example/").text == "Not Found"


def test_an_error_inside_ends_the_interception(redox):
    before = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request

    with pytest.raises(ZeroDivisionError), redox.intercept():
        _ = 1 / 0
    after = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request
    assert after == before


def test_where_it_is_not_installed_requests_are_taken_all_the_same(redox, monkeypatch):
    monkeypatch.setattr("mock_redox.adapters.intercept.find_spec", lambda name: None)
    before = httpx.HTTPTransport.handle_request
    with redox.intercept():
        assert httpx.HTTPTransport.handle_request is before
