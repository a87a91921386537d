"""Queries of the system under test, and answers that are not the usual ones."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mock_redox.contract.calling.reports import Call
    from mock_redox.contract.clients import Client

CANDIDATES = (
    ("Zephyrine", "Quillfeather", "4400117731"),
    ("Thaddeus", "Quillfeather", "4400117732"),
)
"""Two people who do not exist: first name, last name, record number."""


def answered(client: "Client", body: Mapping[str, Any] | None, status: int = 200) -> "Call":
    """A call whose query is answered so by its destination; skips where it is no query."""
    seen = client.must_ask()
    if not client.mock.shapes:
        pytest.skip("a mock that runs elsewhere can't be told what to answer; leave "
                    "--redox-mock-url out to judge this")  # fmt: skip
    meta = seen.sent["Meta"]
    names = {name: meta[name] for name in ("DataModel", "EventType")}
    whole = None if body is None else {"Meta": names, **body}
    with client.mock.answering(str(meta["Destinations"][0]["ID"]), whole, status):
        return client.call()


def searches_patients(client: "Client") -> bool:
    return bool(client.must_ask().sent["Meta"]["DataModel"] == "PatientSearch")


def nothing(client: "Client") -> dict[str, Any]:
    """The same answer as that of a good call, but nothing was found."""
    blank: dict[type, Any] = {list: [], dict: {}}
    data = {k: v for k, v in client.must_ask().answered.items() if k != "Meta"}
    return {
        name: blank.get(type(value), value)
        for name, value in data.items()
        if name != "PotentialMatches"
    }


def person(first: str, last: str, number: str) -> dict[str, Any]:
    """A patient as answers to searches have them."""
    demographics = {"FirstName": first, "LastName": last, "DOB": "1980-02-03", "Sex": "Female"}
    return {"Identifiers": [{"ID": number, "IDType": "MR"}], "Demographics": demographics}


def shown_of(text: str) -> list[str]:
    """The candidates of whom something stands in a text, by first name or number."""
    return [first for first, _, number in CANDIDATES if first in text or number in text]


def errors_in(answer: Any) -> list[str]:
    """The texts of ``Meta.Errors``."""
    meta = answer.get("Meta") if isinstance(answer, dict) else None
    errors = meta.get("Errors") if isinstance(meta, dict) else None
    texts = [each.get("Text") for each in errors or () if isinstance(each, dict)]
    return [text for each in texts if (text := json.dumps(each)[1:-1])]
