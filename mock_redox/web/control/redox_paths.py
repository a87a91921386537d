"""Redox's own endpoints as far as they are served, for the OpenAPI document."""

from typing import Any

_TEXT = {"text/html": {"schema": {"type": "string"}}, "text/plain": {"schema": {"type": "string"}}}
_TOO_LARGE = {"description": "The body is too large", "content": _TEXT}


def _strings(*names: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: {"type": "string"} for name in names},
        "required": list(names),
    }


def _answer(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


_TOKEN = {
    "type": "object",
    "properties": {
        "access_token": {"type": "string"}, "scope": {"type": "string"},
        "token_type": {"const": "Bearer"}, "expires_in": {"type": "integer"},
    },
    "required": ["access_token", "scope", "token_type", "expires_in"],
}  # fmt: skip
_META = {"type": "object", "properties": {"Meta": {"type": "object"}}, "required": ["Meta"]}
_LEGACY = _strings("accessToken", "expires", "refreshToken")


def _legacy(name: str, summary: str, *fields: str) -> dict[str, Any]:
    body = {"schema": _strings(*fields)}
    return {
        "post": {
            "operationId": name, "summary": summary, "tags": ["redox"],
            "requestBody": {"required": True, "content": {
                "application/json": body, "application/x-www-form-urlencoded": body}},
            "responses": {
                "200": _answer("A token", _LEGACY),
                "400": {"description": "A field is missing", "content": _TEXT},
                "401": {"description": "Refused, in plain text", "content": _TEXT},
                "413": _TOO_LARGE,
            },
        }
    }  # fmt: skip


def _message(name: str, summary: str) -> dict[str, Any]:
    return {
        "post": {
            "operationId": name, "summary": summary, "tags": ["redox"],
            "security": [{}],
            "parameters": [{"name": "Authorization", "in": "header", "required": False,
                            "schema": {"type": "string"}}],
            "requestBody": {"required": True, "content": {"application/json": {"schema": _META}}},
            "responses": {
                "200": _answer("Accepted, or answered", _META),
                "400": _answer("Meta.Errors", _META),
                "401": {"description": "No token that works", "content": _TEXT},
                "413": _TOO_LARGE,
            },
        }
    }  # fmt: skip


def _fhir(name: str, summary: str) -> dict[str, Any]:
    outcome = {"application/fhir+json": {"schema": _strings("resourceType")}}
    return {
        "operationId": name, "summary": summary, "tags": ["redox"], "security": [{}],
        "parameters": [
            {"name": each, "in": "path", "required": True, "schema": {"type": "string"}}
            for each in ("slug", "environment", "interaction")
        ],
        "responses": {
            "400": {"description": "No source is named", "content": outcome},
            "401": {"description": "No token that works", "content": outcome},
            "403": {"description": "A token of another environment", "content": outcome},
            "404": {"description": "Not emulated yet", "content": _TEXT},
            "413": _TOO_LARGE,
        },
    }  # fmt: skip


PATHS: dict[str, dict[str, Any]] = {
    "/v2/auth/token": {
        "post": {
            "operationId": "token", "summary": "An access token for a signed assertion",
            "tags": ["redox"],
            "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {
                "schema": _strings("grant_type", "client_assertion_type", "client_assertion")}}},
            "responses": {
                "200": _answer("A token", _TOKEN),
                "400": _answer("Refused", _strings("error", "error_description", "error_uri")),
                "413": _TOO_LARGE,
            },
        }
    },
    "/auth/authenticate": _legacy("authenticate", "A legacy login", "apiKey", "secret"),
    "/auth/refreshToken": _legacy("refreshToken", "A legacy renewal", "apiKey", "refreshToken"),
    "/endpoint": _message("endpoint", "A Data Model message or query"),
    "/fhir/R4/{slug}/{environment}/{interaction}": {
        "get": _fhir("read", "A FHIR read: who calls is judged, what lies behind is not emulated"),
        "post": _fhir("interact", "A FHIR search or operation, likewise"),
    },
    "/query": _message("query", "The same, under its older address"),
}  # fmt: skip
