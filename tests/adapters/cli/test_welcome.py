"""What ``serve`` says when it is up."""

import pytest

from mock_redox import MockRedox, Settings
from mock_redox.adapters.cli.welcome import facts, text
from mock_redox.core.setup import DestinationSpec, SsoSpec

URL = "http://127.0.0.1:7336"


def said(**settings):
    known = facts(MockRedox().core, URL)
    return text(known, Settings(**settings)).splitlines()


def test_it_names_the_page():
    assert f"What happens, and why, is shown on {URL}/__mock__/" in said()


def test_it_says_that_the_page_asks_for_a_token_that_was_given_and_does_not_show_it():
    lines = said(control_token="my-own-control-token")

    asks = f"What happens, and why, is shown on {URL}/__mock__/, which asks for the control token"
    assert asks in lines
    assert "my-own-control-token" not in "\n".join(lines)


@pytest.mark.parametrize(("host", "there"), [("127.0.0.1", False), ("0.0.0.0", True), ("::", True)])
def test_where_all_can_connect_it_says_whose_address_it_shows(host, there):
    hint = "  (as seen from here; others use its name, or the port that is published)"

    assert (hint in said(host=host)) is there


def test_where_people_are_signed_on_it_says_so_and_shows_no_password():
    mock = MockRedox()
    sso = SsoSpec(url="http://ada:passw0rd@app.test/sso", secret="my-shared-secret")
    made = mock.core.destinations.add(DestinationSpec(name="My App", sso=sso))

    shown = text(facts(mock.core, URL), Settings())

    about = f"Destination {made.id} (My App, http://[hidden]@app.test/sso)\n  mock-redox sign-on"
    assert f"{about} my-app --url {URL}\n\n" in f"{shown}\n"
