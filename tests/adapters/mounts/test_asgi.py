"""ASGI apps: their own loop, their lifespan, and what only asynchronous code does."""

import asyncio
import threading
import time

import pytest

from mock_redox.core.errors import Misuse

URL = "http://app.test/redox"


async def ok(send, body=b""):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


class App:
    """An app with a lifespan; it notes what happens to it."""

    def __init__(self, start="complete"):
        self.start = start
        self.events = []
        self.loops = set()

    async def __call__(self, scope, receive, send):
        self.loops.add(asyncio.get_running_loop())
        if scope["type"] == "http":
            await ok(send, scope["state"]["made"])
            return
        assert (await receive())["type"] == "lifespan.startup"
        self.events.append("start")
        scope["state"]["made"] = b"at the start"
        await send({"type": f"lifespan.startup.{self.start}", "message": "no database"})
        if self.start == "complete":
            assert (await receive())["type"] == "lifespan.shutdown"
            self.events.append("end")
            await send({"type": "lifespan.shutdown.complete"})


def test_it_starts_once_with_the_mount_and_ends_with_it(mounts, send):
    app = App()
    mounts.mount(URL, app)
    started = list(app.events)
    bodies = [send().body for _ in range(2)]
    mounts.unmount(URL)

    assert (started, bodies) == (["start"], [b"at the start"] * 2)
    assert app.events == ["start", "end"]
    assert len(app.loops) == 1
    assert app.loops.pop().is_closed()


def test_one_that_can_not_start_is_not_mounted(mounts):
    with pytest.raises(Misuse, match="the app's lifespan did not start: no database"):
        mounts.mount(URL, App(start="failed"))

    assert not mounts.holds(URL)


def test_its_requests_are_answered_while_the_callers_loop_runs(mounts, send):
    mounts.mount(URL, App())

    async def test():
        return send().status

    assert asyncio.run(test()) == 200


def test_a_hang_is_a_timeout_and_others_are_answered_meanwhile(mounts, send):
    async def app(scope, receive, send):
        if scope["path"].endswith("/hangs"):
            await asyncio.Event().wait()
        await ok(send)

    mounts.mount(URL, app)
    begun = time.monotonic()
    got = send(f"{URL}/hangs", seconds=0.05)

    assert (got.status, got.failure) == (None, "timeout")
    assert time.monotonic() - begun < 2
    assert send().status == 200


def test_a_hang_that_holds_up_the_loop_is_a_timeout_too(mounts, send):
    free = threading.Event()

    async def app(scope, receive, send):
        assert scope["type"] == "http"
        free.wait(5)
        await ok(send)

    mounts.mount(URL, app)
    failure = send(seconds=0.05).failure
    free.set()

    assert failure == "timeout"


def test_who_is_late_may_finish_what_it_does(mounts, send, eventually):
    """As behind a server: what answered too late was done all the same, and will come again."""
    go, done = threading.Event(), []

    async def app(scope, receive, send):
        assert scope["type"] == "http"
        while not go.is_set():
            await asyncio.sleep(0.001)
        done.append(1)
        await ok(send)

    mounts.mount(URL, app)
    failure = send(seconds=0.02).failure
    go.set()

    assert failure == "timeout"
    assert eventually(lambda: done == [1])


def test_what_it_does_after_the_answer_is_not_waited_for(mounts, send):
    go = threading.Event()

    async def app(scope, receive, send):
        assert scope["type"] == "http"
        await ok(send)
        while not go.is_set():
            await asyncio.sleep(0.001)
        raise KeyError

    mounts.mount(URL, app)
    status = send().status
    go.set()

    assert status == 200


def test_the_client_is_there_until_the_answer_is_whole(mounts, send):
    async def app(scope, receive, send):
        assert scope["type"] == "http"
        await receive()
        gone = asyncio.ensure_future(receive())
        await asyncio.sleep(0)
        early = gone.done()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": str(early).encode(), "more_body": True})
        await send({"type": "http.response.body"})
        assert (await gone)["type"] == "http.disconnect"

    mounts.mount(URL, app)

    assert send().body == b"False"


@pytest.mark.parametrize(
    ("messages", "status", "failure"),
    [
        ([], 500, None),
        ([{"type": "http.response.body"}], 500, None),
        ([{"type": "http.response.start", "status": 200}], None, "closed"),
    ],
    ids=["nothing", "no status", "no body"],
)
def test_an_app_that_gives_no_whole_answer_has_crashed(mounts, send, messages, status, failure):
    async def app(scope, receive, send):
        for message in messages:
            await send(message)

    mounts.mount(URL, app)
    got = send()

    assert (got.status, got.failure) == (status, failure)


def test_unmounted_while_it_answers_it_closes_the_line(mounts, send, eventually):
    called, got = threading.Event(), []

    async def app(scope, receive, send):
        assert scope["type"] == "http"
        called.set()
        await asyncio.Event().wait()

    mounts.mount(URL, app)
    caller = threading.Thread(target=lambda: got.append(send()))
    caller.start()
    assert called.wait(5)
    mounts.unmount(URL)
    caller.join(5)

    assert got[0].failure == "closed"


def test_unmounted_it_may_still_close_what_it_has_opened(mounts, send):
    closed = []

    async def app(scope, receive, send):
        assert scope["type"] == "http"
        await send({"type": "http.response.start", "status": 204})
        await send({"type": "http.response.body"})
        await asyncio.sleep(0.05)
        closed.append(True)

    mounts.mount(URL, app)
    assert send().status == 204
    mounts.unmount(URL)

    assert closed
