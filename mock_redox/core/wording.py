"""Redox's own words on the wire, each with its source."""

NOT_AUTHORIZED = "This source is not authorized."
"""A 401 in plain text (auth.md 3.3, 4.2)."""

KEY_NOT_FOUND = "Public key not found, check client_id, kid and Redox dashboard settings"
"""Of a token request: the client, its key set or its kid (auth.md 2.5, row 8)."""

ERROR_URI = "https://docs.redoxengine.com/permalink/7sEi7MTFssZ1JuHpUYLeYJ"
"""In every refused token request (auth.md 2.5)."""
