"""An app as it runs in production: calls https://api.redoxengine.com, takes its pushes.

The receiver and the client of the folder above, in one process. It knows nothing of the mock; only
REQUESTS_CA_BUNDLE, from outside, makes it trust the one that stands in for Redox.
"""

import json
import os
from typing import Any

from client import RedoxClient
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from receiver import app

CLIENT_ID = os.environ.get("REDOX_CLIENT_ID", "5f0c0c0c-0000-4000-8000-000000000001")
KID = "the-key-of-my-app"
SEARCH = {
    "DataModel": "PatientSearch",
    "EventType": "Query",
    "Destinations": [{"ID": "0f4bd1d1-451d-4351-8cfd-b767d1b488d6"}],
}

key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
pem = key.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.PKCS8,
    serialization.NoEncryption(),
)
redox = RedoxClient(CLIENT_ID, KID, pem.decode())


@app.get("/jwks.json")
def public_keys() -> dict[str, Any]:
    public = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    return {"keys": [{**public, "kid": KID, "alg": "RS384", "use": "sig"}]}


@app.get("/patients/<record>")
def find(record: str) -> dict[str, Any]:
    """The demographics of a patient, whom Redox looks up by the record's number."""
    who = {"Identifiers": [{"ID": record, "IDType": "MR"}]}
    found: dict[str, Any] = redox.send({"Meta": SEARCH, "Patient": who})["Patient"]["Demographics"]
    return found


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=8000)
