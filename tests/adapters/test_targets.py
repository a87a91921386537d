"""Who may be sent to: near ones, and those that a setting names."""

import socket
from datetime import timedelta

import pytest
import requests

from mock_redox.adapters.senders import HttpSender
from mock_redox.adapters.targets import is_near
from mock_redox.core.journal import Query
from mock_redox.core.ports import Outgoing, Reach
from mock_redox.core.setup import ClientSpec

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
STRANGER = "93.184.216.34"


@pytest.fixture
def names(monkeypatch):
    """What names resolve to, and which look-ups were made; nothing real is asked."""
    known, asked = {}, []
    real = socket.getaddrinfo

    def look_up(host, port, *rest, **more):
        if host in known:
            asked.append(host)
            host = known[host].pop(0) if isinstance(known[host], list) else known[host]
        return real(host, port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    known["asked"] = asked
    return known


@pytest.fixture
def opened(monkeypatch):
    """The addresses to which a connection was tried; none to a stranger gets through."""
    tried, real = [], socket.socket.connect

    def connect(self, address):
        tried.append(address[0])
        if not is_near(address[0]):
            raise ConnectionRefusedError
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    return tried


def send(url, *allowed, sender=None):
    return (sender or HttpSender()).send(
        Outgoing(
            method="POST", url=url, body=b"{}", timeout=timedelta(seconds=5),
            reach=Reach(allowed_targets=allowed),
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "127.8.9.1", "::1", "0.0.0.0", "10.1.2.3", "172.17.0.2", "192.168.65.254",
     "fd00::1", "::ffff:10.0.0.1"],
)  # fmt: skip
def test_this_machine_and_private_networks_are_near(address):
    assert is_near(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "172.32.0.1", "192.0.2.1", "2001:4860::1", "::ffff:8.8.8.8", "11.0.0.1"]
)
def test_all_others_are_strangers(address):
    assert not is_near(address)


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "169.254.170.2", "::ffff:169.254.169.254", "fe80::1%1",
     "fe80::a9fe:a9fe", "fd00:ec2::254", "fd20:ce::254", "fd00:42::42"],
)  # fmt: skip
def test_where_a_cloud_tells_its_machines_their_credentials_is_not_near(address):
    assert not is_near(address)


def test_an_address_of_a_cloud_may_be_named_like_any_other(names, opened):
    names["metadata.example"] = "169.254.169.254"

    refused = send("http://metadata.example/")

    assert refused.failure == "forbidden"
    assert "where clouds tell machines their credentials; if you mean it" in refused.problem
    assert send("http://metadata.example/", "metadata.example").failure == "unreachable"
    assert opened == ["169.254.169.254"]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nothing_is_sent_to_a_stranger(names, opened, scheme):
    names["receiver.example"] = STRANGER
    got = send(f"{scheme}://receiver.example/redox")

    assert (got.status, got.failure, opened) == (None, "forbidden", [])
    assert got.problem == (
        f"nothing was sent: receiver.example ({STRANGER}) is neither this machine nor in a private "
        "network; if you mean it, add 'receiver.example' to the setting allowed_targets"
    )


def test_nothing_is_sent_to_a_strangers_address(opened):
    got = send(f"http://{STRANGER}/")

    assert (got.failure, opened) == ("forbidden", [])
    assert got.problem.startswith(f"nothing was sent: {STRANGER} is neither")


def test_a_name_with_a_near_and_a_far_address_is_a_strangers(names, opened, monkeypatch):
    near, far = (socket.getaddrinfo(each, 80, type=1) for each in ("127.0.0.1", STRANGER))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **more: near + far)

    assert send("http://both.example/").failure == "forbidden"
    assert opened == []


@pytest.mark.parametrize("allowed", ["receiver.example", "Receiver.Example.", "*"])
def test_a_stranger_that_a_setting_names_is_called(names, opened, allowed):
    names["receiver.example"] = STRANGER
    got = send("http://receiver.example/redox", "else.example", allowed)

    assert (got.failure, opened) == ("unreachable", [STRANGER])


def test_what_was_judged_is_what_is_called(names, receiver, opened):
    """A name that means another machine at the second look gets no second look."""
    names["receiver.example"] = ["127.0.0.1", STRANGER]
    url = receiver.url.replace("127.0.0.1", "receiver.example")

    assert send(url).status == 200
    assert (names["asked"], opened) == (["receiver.example"], ["127.0.0.1"])
    assert receiver.got[0][2]["host"].startswith("receiver.example:")


def test_a_changed_setting_counts_for_a_kept_connection_too(names, receiver, opened):
    names["receiver.example"] = ["127.0.0.1", STRANGER]
    url, sender = receiver.url.replace("127.0.0.1", "receiver.example"), HttpSender()
    first = send(url, "receiver.example", sender=sender)

    assert [first.status, send(url, sender=sender).failure] == [200, "forbidden"]


def test_pushes_challenges_and_key_sets_are_all_held_back(redox, redox_intercept, opened):
    url = f"http://{STRANGER}/redox"
    verified = redox.verify(url, "tok")
    pushed = redox.push("PatientAdmin.Arrival", url, unverified=True)

    redox.core.auth.clients.add(ClientSpec(client_id="c1", jwks_url=f"http://{STRANGER}/jwks"))
    asked = redox.assertion(iss="c1", sub="c1")
    form = {"client_assertion_type": JWT_BEARER, "client_assertion": asked}
    form["grant_type"] = "client_credentials"
    requests.post("https://api.redoxengine.com/v2/auth/token", data=form, timeout=5)
    out = redox.journal.find(Query(direction="out"))

    assert (verified.ok, verified.status, pushed.status) == (False, None, None)
    assert [each.path for each in out] == ["/redox", "/redox", "/jwks"]
    assert all(each.outcome == "failed" and "allowed_targets" in each.reason for each in out)
    assert opened == []
    assert "allowed_targets" in verified.reason
    assert "allowed_targets" in pushed.attempts[0].reason


def test_the_settings_reach_the_sender_while_it_runs(redox, names, opened):
    names["receiver.example"] = STRANGER
    redox.core.settings.change(allowed_targets=["receiver.example"])

    assert "refused" in redox.verify("http://receiver.example/redox", "tok").reason
    assert opened == [STRANGER]
