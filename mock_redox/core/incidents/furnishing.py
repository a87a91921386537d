"""A replay's mock gets the settings and the set-up of its incident, and nothing else."""

from collections.abc import Callable
from functools import partial

from mock_redox.core.auth.keys import public_jwks, secret_key
from mock_redox.core.errors import Misuse
from mock_redox.core.incidents.assertions import Keys
from mock_redox.core.incidents.incident import Incident, SavedClient, SavedDestination
from mock_redox.core.incidents.saving import OF_THE_MACHINE
from mock_redox.core.redox import Redox
from mock_redox.core.settings import Settings, checked
from mock_redox.core.setup import AuthSpec, ClientSpec, DestinationSpec, LegacyKeySpec


def settings_for(incident: Incident) -> Settings:
    """The settings of a replay.

    Raises:
        Misuse: one that does not exist or belongs to the machine, or a wrong value.
    """
    read = {}
    for name, value in incident.settings.items():
        if name in OF_THE_MACHINE:
            raise Misuse("a setting that an incident can't have; leave it out", ("settings", name))
        read[name] = checked(name, value, ("settings", name))
    return Settings(
        **read, seed=incident.seed, clock="virtual", clock_start=incident.clock, log="none"
    )


def furnish(redox: Redox, incident: Incident, fill: Callable[[str], str], keys: Keys) -> None:
    """Let a mock have the incident's set-up and nothing else.

    Raises:
        Misuse: a part of it that can't be, with its place in the file.
    """
    redox.auth.clients.clear()
    redox.auth.legacy.clear()
    redox.destinations.clear()
    redox.published.clients = None  # it may not answer for what was recorded
    redox.plain_http.in_process = lambda url: True  # nothing is sent, so http may be anywhere
    for index, client in enumerate(incident.clients):
        _placed(("clients", index), partial(_add_client, redox, client, fill, keys))
    for index, key in enumerate(incident.legacy_keys):
        spec = LegacyKeySpec(
            api_key=key.api_key, secret=fill(key.secret), source=key.source,
            environment=key.environment,
        )  # fmt: skip
        _placed(("legacy_keys", index), partial(redox.auth.legacy.add, spec))
    for index, known in enumerate(incident.destinations):
        _placed(("destinations", index), partial(_add_destination, redox, known, fill))


def _placed(path: tuple[str | int, ...], add: Callable[[], object]) -> None:
    try:
        add()
    except Misuse as wrong:
        raise Misuse(wrong.problem, (*path, *wrong.path)) from None


def _add_client(redox: Redox, saved: SavedClient, fill: Callable[[str], str], keys: Keys) -> None:
    made = {str(kid): keys.of(str(kid), str(kind)) for kid, kind in saved.keys.items()}
    secret = fill(saved.secret) if saved.secret is not None else None
    if secret is not None:
        keys.share(saved.client_id, secret_key(secret))
    spec = ClientSpec(
        client_id=saved.client_id,
        environment=saved.environment,
        jwks=public_jwks(made) if made else None,
        jwks_url=fill(saved.jwks_url) if saved.jwks_url else None,
        secret=secret,
    )
    redox.auth.clients.add(spec)


def _add_destination(redox: Redox, saved: SavedDestination, fill: Callable[[str], str]) -> None:
    server = fill(saved.token_server) if saved.token_server else None
    spec = DestinationSpec(
        id=saved.id, name=saved.name,
        environment=saved.environment or "Development",
        url=fill(saved.url) if saved.url else None,
        auth=AuthSpec(url=server, client_id="id", client_secret="secret") if server else None,  # noqa: S106
    )  # fmt: skip
    made = redox.destinations.add(spec)
    redox.destinations.change(made.id, verified=saved.verified, environment=saved.environment)
