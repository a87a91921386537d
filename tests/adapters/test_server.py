"""serve: an app on a thread, at once there and at once gone."""

import socket
import threading
import time
from http.client import HTTPConnection

import pytest
import requests

from mock_redox import serve
from mock_redox.adapters.server import bind
from mock_redox.core.errors import Misuse


def app(environ, start):
    start("200 OK", [("Content-Length", "2")])
    return [b"ok"]


def has_ipv6():
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


def test_a_port_that_the_system_reserves_is_told_as_such(monkeypatch):
    def refuse(self, address):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(Misuse, match=r":443: Permission denied; the system reserves such ports"):
        bind("127.0.0.1", 443)


def test_a_server_for_all_addresses_has_a_url_that_can_be_called():
    with serve(app, host="0.0.0.0") as server:
        assert requests.get(server.url, timeout=5).text == "ok"
        assert server.url.startswith("http://127.0.0.1:")


def test_it_answers_at_its_url_from_the_first_moment():
    with serve(app) as server:
        assert server.url == f"http://127.0.0.1:{server.port}"
        assert requests.get(f"{server.url}/any", timeout=5).text == "ok"


def test_a_port_may_be_chosen(dead_url):
    port = int(dead_url.split(":")[2].removesuffix("/redox"))
    with serve(app, port=port) as server:
        assert server.port == port
        assert requests.get(server.url, timeout=5).text == "ok"


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
def test_it_answers_over_ipv6():
    with serve(app, "::1") as server:
        assert server.url == f"http://[::1]:{server.port}"
        assert requests.get(server.url, timeout=5).text == "ok"


def test_a_port_in_use_is_told_with_what_to_do():
    with serve(app) as first, pytest.raises(Misuse) as wrong, serve(app, port=first.port):
        pass

    assert str(wrong.value) == (
        f"can't listen on 127.0.0.1:{first.port}: Address already in use; stop what listens "
        "there, or take another port (--port 0 takes a free one)"
    )


@pytest.mark.parametrize(
    ("host", "port"), [("192.0.2.1", 0), ("127.0.0.1", 70_000), ("127.0.0.1", -1), ("a..b", 0)]
)
def test_an_address_that_can_not_be_had_is_told(host, port):
    with pytest.raises(Misuse, match=f"can't listen on {host}:{port}: "), serve(app, host, port):
        pass


def test_it_stops_within_50_ms_though_a_connection_is_open():
    def stop_once():
        with serve(app) as server:
            kept = HTTPConnection("127.0.0.1", server.port, timeout=5)
            kept.request("GET", "/", headers={"Connection": "keep-alive"})
            kept.getresponse().read()
            idle = socket.create_connection(("127.0.0.1", server.port))
            begun = time.perf_counter()
        took = time.perf_counter() - begun
        kept.close()
        idle.close()
        return took

    assert min(stop_once() for _ in range(3)) < 0.05


def test_it_stops_within_50_ms_though_a_request_is_being_answered():
    entered, leave = threading.Event(), threading.Event()

    def slow(environ, start):
        entered.set()
        leave.wait(5)
        return app(environ, start)

    with serve(slow) as server:
        caller = socket.create_connection(("127.0.0.1", server.port))
        caller.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert entered.wait(5)
        begun = time.perf_counter()
    took = time.perf_counter() - begun
    leave.set()
    caller.close()

    assert took < 0.05


def test_stopped_it_frees_its_port():
    with serve(app) as server:
        port = server.port
    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://127.0.0.1:{port}", timeout=5)
    with serve(app, port=port) as again:
        assert requests.get(again.url, timeout=5).text == "ok"


def test_it_stops_when_the_block_fails():
    with pytest.raises(ZeroDivisionError), serve(app) as server:
        _ = 1 / 0

    with pytest.raises(requests.ConnectionError):
        requests.get(server.url, timeout=5)


def test_a_slow_request_does_not_hold_up_another():
    second_came = threading.Event()

    def waiting(environ, start):
        if environ["PATH_INFO"] == "/second":
            second_came.set()
        assert second_came.wait(5)
        return app(environ, start)

    with serve(waiting) as server:
        first = threading.Thread(target=requests.get, args=(f"{server.url}/first",))
        first.start()
        answer = requests.get(f"{server.url}/second", timeout=5)
        first.join(5)

    assert answer.text == "ok"
    assert not first.is_alive()


def test_it_prints_nothing(capfd):
    with serve(app) as server:
        requests.get(server.url, timeout=5)

    assert capfd.readouterr() == ("", "")
