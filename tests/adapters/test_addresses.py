"""Hosts and ports as URLs that can be called."""

import pytest

from mock_redox.adapters.addresses import base_url
from mock_redox.adapters.cli import health
from mock_redox.core.settings import Settings


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("mock", "http://mock:80"),
        ("::1", "http://[::1]:80"),
        ("0.0.0.0", "http://127.0.0.1:80"),
        ("::", "http://[::1]:80"),
    ],
)
def test_a_host_to_listen_on_is_a_host_to_call(host, url):
    assert base_url(host, 80) == url
    assert base_url(host, "443", "https") == url.replace("http", "https").replace(":80", ":443")


def test_health_looks_where_serve_listens_by_default():
    assert Settings().port == health._PORT
