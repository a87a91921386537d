"""One thread thinks at a time; while something is sent, another may."""

import threading
from datetime import timedelta

import requests

from mock_redox import create_app, serve
from mock_redox.adapters.assemble import assemble
from mock_redox.adapters.senders import HttpSender
from mock_redox.adapters.turnstile import Turnstile
from mock_redox.core.ports import Answer, Outgoing
from mock_redox.core.setup import DestinationSpec


def test_two_threads_are_never_inside_together():
    turnstile, inside, most = Turnstile(), [], []

    def think():
        for _ in range(200):
            with turnstile:
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=think) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert max(most) == 1


def test_another_thread_may_think_while_one_sends():
    turnstile, entered = Turnstile(), threading.Event()

    class Waiting:
        def send(self, outgoing: Outgoing) -> Answer:
            thread = threading.Thread(target=lambda: turnstile.__enter__() or entered.set())
            thread.start()
            assert entered.wait(5)
            thread.join()
            turnstile._lock.release()
            return Answer(status=200)

    with turnstile:
        assert turnstile.sender(Waiting()).send(None).status == 200


def test_a_receiver_may_call_back_while_a_push_waits_for_it(receiver):
    turnstile = Turnstile()
    redox = assemble(sender=turnstile.sender(HttpSender()))
    app = create_app(redox, turnstile)
    with serve(app) as server:
        receiver.answer = lambda environ, body: (200 if calls(server.url) == 200 else 500, {}, b"")
        order = {"to": receiver.url, "verification_token": "t", "unverified": True}
        order["event"] = "PatientAdmin.Arrival"

        reply = app.test_client().post("/__mock__/deliveries", json=order)

    assert reply.json["good"]


def calls(url: str) -> int:
    return requests.get(f"{url}/__mock__/health", timeout=5).status_code


def test_a_receiver_may_call_back_while_a_relayed_query_waits_for_it(receiver):
    turnstile = Turnstile()
    redox = assemble(sender=turnstile.sender(HttpSender()))
    redox.settings.change(push_unverified=True)
    receiver.answer = lambda environ, body: (200, {}, b'{"Visits": [{"seen": %d}]}' % calls(base))
    spec = DestinationSpec(id="d1", url=receiver.url, verification_token="t")
    redox.destinations.add(spec)
    token = redox.auth.tokens.issue("client", "oauth", "Development", timedelta(minutes=5))[0]
    meta = {"DataModel": "Scheduling", "EventType": "Booked", "Destinations": [{"ID": "d1"}]}
    with serve(create_app(redox, turnstile)) as server:
        base = server.url
        reply = requests.post(
            f"{base}/endpoint", json={"Meta": meta, "StartDateTime": "x"}, timeout=20,
            headers={"authorization": f"Bearer {token}"},
        )  # fmt: skip

    assert reply.json()["Visits"] == [{"seen": 200}]
