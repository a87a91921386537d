"""A mounted app gets what a server would give it, and its answer comes back as over HTTP."""

import functools
import json
import logging
import threading

import pytest

from mock_redox.adapters.mounts import kind_of
from mock_redox.core.errors import Misuse

URL = "http://app.test/redox"


def raises(*request):
    raise KeyError("lost")


def test_an_app_gets_the_request_as_a_server_would_give_it(mounts, send, made_as, told):
    mounts.mount("http://app.test", made_as(told))
    head = (("verification-token", "tökén"), ("content-type", "application/json"))
    got = send("http://app.test/a%20b/%C3%A9?x=1&y=%20", headers=head, body=b'{"a": 1}')

    assert got.status == 201
    assert json.loads(got.body) == {
        "method": "POST", "path": "/a b/é", "query": "x=1&y=%20", "body": '{"a": 1}',
        "head": {
            "host": "app.test", "content-length": "8", "verification-token": "tökén",
            "content-type": "application/json",
        },
    }  # fmt: skip
    assert {name.lower(): value for name, value in got.headers} == {"x-seen": "1"}
    assert (got.failure, got.took > 0) == (None, True)


def test_nothing_is_added_to_a_get(mounts, send, made_as, told):
    mounts.mount(URL, made_as(told))
    seen = json.loads(send(method="GET", body=b"").body)

    assert (seen["head"], seen["body"], seen["path"]) == ({"host": "app.test"}, "", "/redox")


@pytest.mark.parametrize(
    ("url", "falls_in"),
    [
        (URL, True), (f"{URL}/", True), (f"{URL}/a?b=c", True), (f"{URL}?a", True),
        ("http://APP.test:80/redox", True), (f"{URL}2", False), ("http://app.test/", False),
        ("https://app.test/redox", False), ("http://app.test:81/redox", False), ("http://[", False),
    ],
)  # fmt: skip
def test_what_lies_under_the_url_falls_into_the_app(
    mounts, others, send, url, falls_in, told, as_wsgi
):
    mounts.mount(URL, as_wsgi(told))

    assert send(url).status == (201 if falls_in else 299)
    assert (others.sent == []) == mounts.holds(url) == falls_in


def test_the_longest_mount_that_fits_counts(mounts, send, as_wsgi):
    for url, status in (("http://app.test", 201), (f"{URL}/deep", 203), (URL, 202)):
        mounts.mount(url, as_wsgi(lambda *_, status=status: (status, {}, b"")))
    urls = ("http://app.test/x", URL, f"{URL}/deep/er")

    assert [send(url).status for url in urls] == [201, 202, 203]


def test_unmounted_it_is_left_alone_and_mounted_again_it_is_replaced(mounts, send, made_as, told):
    mounts.mount(URL, made_as(told))
    mounts.mount(URL, made_as(lambda *_: (204, {}, b"")))
    replaced = send().status
    mounts.unmount(URL)

    assert [replaced, send().status] == [204, 299]
    with pytest.raises(Misuse, match="nothing is mounted at"):
        mounts.unmount(URL)


def test_a_crash_is_the_500_that_a_server_makes_of_it_and_is_logged(mounts, send, made_as, caplog):
    mounts.mount(URL, made_as(raises))
    with caplog.at_level(logging.ERROR, logger="mock_redox"):
        got = send()

    assert (got.status, got.body, got.failure) == (500, b"Internal Server Error", None)
    assert "KeyError('lost')" in caplog.text
    assert "Traceback" in caplog.text


def test_a_failing_assertion_of_the_test_itself_gets_through(mounts, send, made_as):
    mounts.mount(URL, made_as(lambda *_: pytest.fail("not this")))

    with pytest.raises(pytest.fail.Exception, match="not this"):
        send()


def test_a_crash_in_the_middle_of_an_answer_closes_the_line(mounts, send):
    def wsgi(environ, start):
        start("200 OK", [])
        yield b"half"
        raise KeyError

    async def asgi(scope, receive, send):
        assert scope["type"] == "http"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise KeyError

    for app, kind in ((wsgi, "wsgi"), (asgi, "asgi")):
        mounts.mount(URL, app, kind)
        got = send()
        assert (got.status, got.failure) == (None, "closed")
        assert got.problem == "the connection was closed before the answer was whole"


def test_an_answer_that_is_too_large_is_none(mounts, send, made_as):
    mounts.mount(URL, made_as(lambda *_: (200, {}, b"a" * 101)))
    got = send(max_bytes=100)

    assert (got.failure, got.problem) == ("too_large", "the answer is larger than 100 bytes")


def test_an_app_that_is_late_has_timed_out(mounts, send, made_as):
    mounts.mount(URL, made_as(lambda *_: threading.Event().wait(0.05) or (200, {}, b"")))
    got = send(seconds=0.01)

    assert (got.status, got.failure) == (None, "timeout")
    assert got.problem == "no whole answer within 0.01 s"


class Called:
    async def __call__(self, scope, receive, send): ...


def wsgi_app(environ, start): ...


async def asgi_app(scope, receive, send): ...


@pytest.mark.parametrize(
    ("app", "kind"),
    [
        (wsgi_app, "wsgi"), (asgi_app, "asgi"), (Called(), "asgi"),
        (functools.partial(asgi_app), "asgi"), (functools.partial(wsgi_app), "wsgi"),
    ],
)  # fmt: skip
def test_the_kind_is_found_out(app, kind):
    assert kind_of(app) == kind


def test_the_kind_can_be_told(mounts, send, told, as_asgi):
    inner = as_asgi(told)
    mounts.mount(URL, lambda *given: inner(*given), kind="asgi")

    assert send().status == 201


@pytest.mark.parametrize(
    ("url", "app", "kind", "problem"),
    [
        ("app.test", wsgi_app, None, "not an http or https URL"),
        (URL, "app", None, "can't be called"),
        (URL, wsgi_app, "rsgi", "use wsgi or asgi"),
    ],
)
def test_what_can_not_be_mounted_is_told(mounts, url, app, kind, problem):
    with pytest.raises(Misuse, match=problem):
        mounts.mount(url, app, kind)
