"""https is demanded outside Development, but not of what runs beside the mock."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mock_redox.core.errors import Misuse
from mock_redox.core.ports import Answer
from mock_redox.core.setup import DestinationSpec

FAR = "http://hook.test/redox"


def hook(url, environment="Staging"):
    return DestinationSpec(id="d1", url=url, verification_token="tok", environment=environment)


@pytest.fixture
def redox(build):
    return build().redox


@pytest.mark.parametrize("environment", ["Staging", "Production"])
def test_http_is_refused_at_registration(redox, environment):
    with pytest.raises(Misuse, match=f"https in {environment}.*allow_http") as refused:
        redox.destinations.add(hook(FAR, environment))

    assert refused.value.path == ("url",)
    assert len(redox.destinations.all()) == 3


@pytest.mark.parametrize(
    "url",
    ["https://hook.test/", "http://localhost:8000/", "http://app.localhost/", "http://127.0.0.1/",
     "http://127.1.2.3:1/", "http://[::1]:8000/", "HTTP://LOCALHOST/"],
)  # fmt: skip
def test_https_and_this_machine_are_taken(redox, url):
    assert redox.destinations.add(hook(url)).url == url


@pytest.mark.parametrize("url", ["http://localhost.example/", "http://10.0.0.1/", "http://hook/"])
def test_what_only_looks_like_this_machine_is_refused(redox, url):
    with pytest.raises(Misuse, match="plain http"):
        redox.destinations.add(hook(url))


def test_in_development_http_is_taken(redox):
    assert redox.destinations.add(hook(FAR, "Development")).url == FAR


def test_a_change_of_url_or_environment_is_judged_too(redox):
    redox.destinations.add(hook(FAR, "Development"))
    with pytest.raises(Misuse, match="https in Production"):
        redox.destinations.change("d1", environment="Production")
    redox.destinations.change("d1", environment="Production", url="https://hook.test/")
    with pytest.raises(Misuse, match="https in Production"):
        redox.destinations.change("d1", url=FAR)


def test_the_setup_is_judged_and_the_setting_allows_it(build):
    setup = {"destinations": [{"url": FAR, "environment": "Staging"}]}
    with pytest.raises(Misuse, match=r"destinations\[0\].url: .*plain http"):
        build(setup)

    assert build(setup, allow_http=True).redox.destinations.all()[-1].url == FAR


def test_neither_challenge_nor_push_goes_out_once_the_setting_is_off(redox, sender):
    redox.settings.change(allow_http=True, push_unverified=True)
    redox.destinations.add(hook(FAR))
    assert redox.webhooks.push("PatientAdmin.Arrival", "d1").attempts[0].good
    redox.settings.change(allow_http=False)

    for call in (redox.webhooks.verify, lambda to: redox.webhooks.push("PatientAdmin.Arrival", to)):
        with pytest.raises(Misuse, match="plain http"):
            call("d1")
    assert len(sender.sent) == 1


def test_an_app_in_process_needs_no_https(redox, sender):
    redox.plain_http.in_process = lambda url: url == FAR
    sender.answer = Answer(status=200)

    assert redox.destinations.add(hook(FAR)).environment == "Staging"
    with pytest.raises(Misuse):
        redox.destinations.add(replace(hook("http://else.test/"), id="d2"))
