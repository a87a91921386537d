"""Which part of Redox a path belongs to, where failures can be ordered."""

from mock_redox.core.failures.model import Surface
from mock_redox.core.settings import ALIAS_PATH, TOKEN_PATH

FHIR = "/fhir/"

_SURFACES: dict[str, Surface] = {
    TOKEN_PATH: "token",
    ALIAS_PATH: "token",
    "/auth/authenticate": "login",
    "/auth/refreshToken": "refresh",
    "/endpoint": "data_model",
    "/query": "data_model",
}


def surface_of(path: str) -> Surface | None:
    """None where nothing of Redox is."""
    return "fhir" if path.startswith(FHIR) else _SURFACES.get(path)
