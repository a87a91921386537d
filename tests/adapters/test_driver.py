"""The queue in real and in scaled time: who does the work, and that feeds don't wait for others."""

from __future__ import annotations

import json
import threading
import time

import pytest

from mock_redox import MockRedox, Settings
from mock_redox.core.setup import DestinationSpec

ARRIVAL = "PatientAdmin.Arrival"


@pytest.fixture
def real():
    """A mock in real time that pushes to anybody."""
    return MockRedox(Settings(push_unverified=True))


@pytest.fixture
def fast():
    """A mock in which an hour is a second."""
    return MockRedox(Settings(push_unverified=True, clock_rate=3600))


def feed_threads():
    return [each for each in threading.enumerate() if each.name.startswith("mock_redox feeds")]


def test_a_message_is_delivered_without_anybody_moving_the_clock(real, receiver, eventually):
    real.enqueue(ARRIVAL, receiver.url, "t")

    assert eventually(lambda: receiver.got)


def test_retries_come_by_themselves_in_scaled_time(fast, receiver, eventually):
    answers = iter([500, 500, 500, 200])
    receiver.answer = lambda environ, body: (next(answers), {}, b"")
    delivery = fast.enqueue(ARRIVAL, receiver.url, "t")

    assert eventually(lambda: delivery.state == "delivered")
    waits = [b.at - a.at for a, b in zip(delivery.attempts, delivery.attempts[1:], strict=False)]
    assert [wait.total_seconds() >= due for wait, due in zip(waits, (5, 10, 20), strict=True)]


def test_a_clock_that_is_moved_makes_what_waits_come(real, receiver, eventually):
    receiver.answer = lambda environ, body: (500, {}, b"")
    delivery = real.enqueue(ARRIVAL, receiver.url, "t")
    assert eventually(lambda: delivery.attempts)
    receiver.answer = None
    real.clock.advance("5s")

    assert eventually(lambda: delivery.state == "delivered")


@pytest.mark.parametrize("answer", [401, None])
def test_an_hour_has_as_many_tries_whether_the_clock_runs_or_not(
    redox, real, raw_endpoint, eventually, answer
):
    """A driver that looks at the clock while it is moved would be overtaken by it."""

    def behave(connection):
        connection.recv(65536)
        if answer:
            connection.sendall(b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n")

    tries = []
    for mock in (redox, real):
        delivery = mock.enqueue(ARRIVAL, raw_endpoint(behave), "t", unverified=True)
        assert eventually(lambda delivery=delivery: delivery.attempts)
        mock.clock.advance("1h")
        tries.append(len(delivery.attempts))
        mock.reset()

    assert tries[0] == tries[1] > 40


def test_a_clock_that_is_set_going_takes_the_work_up(redox, receiver, eventually):
    receiver.answer = lambda environ, body: (500, {}, b"")
    delivery = redox.enqueue(ARRIVAL, receiver.url, "t", unverified=True)
    receiver.answer = None
    redox.clock.scale(3600)

    assert eventually(lambda: delivery.state == "delivered")


def test_no_thread_stays_when_nothing_waits(real, receiver, eventually):
    delivery = real.enqueue(ARRIVAL, receiver.url, "t")

    assert eventually(lambda: delivery.state == "delivered")
    assert eventually(lambda: not feed_threads())


def test_on_a_clock_that_stands_the_caller_does_the_work(redox, receiver):
    delivery = redox.enqueue(ARRIVAL, receiver.url, "t", unverified=True)

    assert delivery.state == "delivered"
    assert not feed_threads()


def test_feeds_do_not_wait_for_one_that_hangs(real, receiver, eventually):
    """199 feeds drain while one endpoint keeps its answer back."""
    release = threading.Event()

    def answer(environ, body):
        if environ["PATH_INFO"] == "/hangs":
            release.wait(30)
        return 200, {}, b""

    receiver.answer = answer
    base = receiver.url.removesuffix("/redox")
    made = [enqueue_to(real, number, f"{base}/hangs") for number in range(1)]
    begun = time.perf_counter()
    made += [enqueue_to(real, number, f"{base}/{number}") for number in range(1, 200)]
    try:
        done = eventually(lambda: sum(d.state == "delivered" for d in made) == 199, 20)
        took = time.perf_counter() - begun
    finally:
        release.set()

    assert done, [d.state for d in made].count("delivered")
    assert took < 15
    assert eventually(lambda: made[0].state == "delivered")


def enqueue_to(mock, number, url):
    spec = DestinationSpec(id=f"d{number}", name=f"d{number}", url=url, verification_token="t")
    mock.core.destinations.add(spec)
    return mock.enqueue(ARRIVAL, f"d{number}", data={"n": number})


def test_order_is_kept_under_parallel_orders(real, receiver, eventually):
    real.core.destinations.add(DestinationSpec(id="d", url=receiver.url, verification_token="t"))
    made, lock = [], threading.Lock()

    def order():
        for _ in range(20):
            delivery = real.enqueue(ARRIVAL, "d", data={})
            with lock:
                made.append(delivery)

    threads = [threading.Thread(target=order) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert eventually(lambda: all(each.state == "delivered" for each in made), 20)
    came = [json.loads(body)["Meta"]["Logs"][0]["ID"] for _, _, _, body in receiver.got]
    assert len(came) == len(set(came)) == 80
