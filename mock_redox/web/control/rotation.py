"""Operations that a rotation is made of: keys, secrets and verification tokens."""

from mock_redox.core.auth.registering import KeySpec
from mock_redox.core.errors import Misuse
from mock_redox.web.control.operations import Call, operation
from mock_redox.web.control.records import KeyQuery, KeysMove, SecretChange, TokenChange


@operation("POST", "/clients/{client_id}/keys", "Give a client a further key; with none in the "
           "body the mock makes a pair and returns the private one", body=KeySpec,
           body_required=False, status=201, answer="Key")  # fmt: skip
def add_key(call: Call) -> object:
    key = call.body or KeySpec()
    clients, client_id = call.redox.auth.clients, call.path["client_id"]
    return clients.add_key(client_id, key.public_key, key.kid, jwk=key.jwk).as_json()


@operation("DELETE", "/clients/{client_id}/keys", "Take the key of that kid away from a client",
           query=KeyQuery, answer="Client")  # fmt: skip
def remove_key(call: Call) -> object:
    client_id, kid = call.path["client_id"], call.query.kid
    if kid is None:
        raise Misuse("say which key: ?kid=...", ("kid",))
    return call.redox.auth.clients.remove_key(client_id, kid).as_json(private=True)


@operation("POST", "/clients/{client_id}/jwks-url", "Look for a client's keys behind a URL; null: "
           "among those registered here", body=KeysMove, answer="Client")  # fmt: skip
def move_keys(call: Call) -> object:
    clients, client_id = call.redox.auth.clients, call.path["client_id"]
    return clients.move_keys(client_id, call.body.jwks_url).as_json(private=True)


@operation("POST", "/legacy-keys/{api_key}/secret", "Give a legacy key a new secret; the old one "
           "is refused at once", body=SecretChange, body_required=False,
           answer="LegacyKey")  # fmt: skip
def change_secret(call: Call) -> object:
    given = call.body.secret if call.body else None
    key = call.redox.auth.legacy.change_secret(call.path["api_key"], given)
    return key.as_json(private=given is None)


@operation("POST", "/destinations/{key}/verification-token", "Give a destination a new token; it "
           "is unverified then", body=TokenChange, body_required=False,
           answer="Destination")  # fmt: skip
def change_token(call: Call) -> object:
    given = call.body.verification_token if call.body else None
    changed = call.redox.destinations.change_token(call.path["key"], given)
    made = {"verification_token": changed.verification_token} if given is None else {}
    return {**changed.as_json(), **made}
