"""Operations on what the mock knows: clients, legacy keys, destinations, settings, reset."""

from datetime import datetime, timedelta

from mock_redox.core.settings import Settings, catalogue
from mock_redox.core.setup import ClientSpec, DestinationSpec, LegacyKeySpec
from mock_redox.core.times import iso
from mock_redox.web.control.operations import Call, operation
from mock_redox.web.control.records import AssertionWish, DestinationChange, ResetOrder


@operation("GET", "/clients", "All OAuth clients", answer="Clients")
def list_clients(call: Call) -> object:
    return {"clients": [each.as_json(private=True) for each in call.redox.auth.clients.all()]}


@operation("POST", "/clients", "Register a client; one with the same id is replaced as a whole",
           body=ClientSpec, status=201, answer="Client")  # fmt: skip
def add_client(call: Call) -> object:
    return call.redox.auth.clients.add(call.body).as_json(private=True)


@operation("GET", "/clients/{client_id}", "One client, with the private key if the mock made it",
           answer="Client")  # fmt: skip
def get_client(call: Call) -> object:
    return call.redox.auth.clients.require(call.path["client_id"]).as_json(private=True)


@operation("DELETE", "/clients/{client_id}", "Remove a client", answer="Client")
def remove_client(call: Call) -> object:
    return call.redox.auth.clients.remove(call.path["client_id"]).as_json()


@operation("POST", "/clients/{client_id}/assertion", "An assertion, signed with the key that "
           "the mock made", body=AssertionWish, body_required=False,
           answer="Assertion")  # fmt: skip
def sign_assertion(call: Call) -> object:
    client = call.redox.auth.clients.require(call.path["client_id"])
    wish = call.body or AssertionWish()
    return {"assertion": call.redox.auth.assertion(client, wish.claims, wish.kid)}


@operation("GET", "/legacy-keys", "All legacy API keys", answer="LegacyKeys")
def list_legacy_keys(call: Call) -> object:
    return {"legacy_keys": [each.as_json() for each in call.redox.auth.legacy.all()]}


@operation("POST", "/legacy-keys", "Register a legacy key; one with the same id is replaced as a "
           "whole", body=LegacyKeySpec, status=201, answer="LegacyKey")  # fmt: skip
def add_legacy_key(call: Call) -> object:
    return call.redox.auth.legacy.add(call.body).as_json()


@operation("DELETE", "/legacy-keys/{api_key}", "Remove a legacy key", answer="LegacyKey")
def remove_legacy_key(call: Call) -> object:
    return call.redox.auth.legacy.remove(call.path["api_key"]).as_json()


@operation("GET", "/destinations", "All destinations", answer="Destinations")
def list_destinations(call: Call) -> object:
    return {"destinations": [each.as_json() for each in call.redox.destinations.all()]}


@operation("POST", "/destinations", "Register a destination; one with the same id is replaced as a "
           "whole", body=DestinationSpec, status=201, answer="Destination")  # fmt: skip
def add_destination(call: Call) -> object:
    return call.redox.destinations.add(call.body).as_json(private=True)


@operation("GET", "/destinations/{key}", "One destination by id, slug or name",
           answer="Destination")  # fmt: skip
def get_destination(call: Call) -> object:
    return call.redox.destinations.require(call.path["key"]).as_json()


@operation("PATCH", "/destinations/{key}", "Change a destination; a new URL or token is unverified",
           body=DestinationChange, answer="Destination")  # fmt: skip
def change_destination(call: Call) -> object:
    return call.redox.destinations.change(call.path["key"], **call.body.given()).as_json()


@operation("DELETE", "/destinations/{key}", "Remove a destination, and what waits for it",
           answer="Destination")  # fmt: skip
def remove_destination(call: Call) -> object:
    return call.redox.webhooks.remove(call.path["key"]).as_json()


@operation("GET", "/settings", "The settings in force", answer="Settings")
def get_settings(call: Call) -> object:
    return _settings(call.redox.settings.now)


@operation("PATCH", "/settings", "Change settings that may change while the mock runs",
           free_body=True, answer="Settings")  # fmt: skip
def change_settings(call: Call) -> object:
    return _settings(call.redox.settings.change(**call.body))


@operation("POST", "/reset", "Go back to the start, wholly or in parts", body=ResetOrder,
           body_required=False, answer="Reset")  # fmt: skip
def reset(call: Call) -> object:
    return {"reset": call.redox.reset(call.body.parts if call.body else None)}


def _settings(settings: Settings) -> dict[str, object]:
    shown: dict[str, object] = {}
    for name, each in catalogue().items():
        if each.secret:
            continue
        value = getattr(settings, name)
        shown[name] = [_plain(one) for one in value] if type(value) is tuple else _plain(value)
    return shown


def _plain(value: object) -> object:
    """What JSON can hold: durations as seconds."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    return iso(value) if isinstance(value, datetime) else value
