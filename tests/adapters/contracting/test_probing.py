"""A probe as a number."""

import time

import pytest

from mock_redox import serve
from mock_redox.adapters.contracting import probing
from mock_redox.core.errors import Misuse


@pytest.mark.parametrize(
    ("told", "number"),
    [
        (3, 3),
        ([1, 2], 2),
        ((1,), 1),
        ({"a": "Arrival"}, 1),
        ({"a": 1, "b": 2}, 2),
        (set("abc"), 3),
    ],
)
def test_it_is_a_number_or_has_a_length(told, number):
    assert probing.count(lambda: told)() == number


@pytest.mark.parametrize("told", [None, True, "3", 1.5, object()])
def test_anything_else_is_told(told):
    with pytest.raises(Misuse, match="expected a number or a list"):
        probing.count(lambda: told)()


@pytest.mark.parametrize(
    ("body", "number"),
    [("7", 7), ("[1,2]", 2), ('{"count": 9}', 9), ('{"rows": [1]}', 1),
     ('{"8f3a": "Arrival"}', 1), ('{"a": 1, "b": 2}', 2), ('{"on": true}', 1)],
)  # fmt: skip
def test_a_url_may_say_it_in_an_object_with_nothing_else(body, number):
    def app(environ, start):
        start("200 OK", [("Content-Type", "application/json")])
        return [body.encode()]

    with serve(app) as server:
        assert probing.count(probing.by_url(server.url))() == number


@pytest.mark.parametrize("what", ["for ever", "drop by drop"])
def test_a_url_whose_answer_never_ends_is_told(monkeypatch, what):
    def app(environ, start):
        start("200 OK", [("Content-Type", "application/json")])
        while True:
            yield b"1" * 1_000_000 if what == "for ever" else b"1"
            time.sleep(0 if what == "for ever" else 0.05)

    monkeypatch.setattr(probing, "TIMEOUT", 5.0 if what == "for ever" else 0.3)
    with serve(app) as server, pytest.raises(Misuse, match=r"10000000|no whole answer within"):
        probing.by_url(server.url)()
