"""A patient whom nobody has registered yet, and what is told of her."""

from __future__ import annotations

ADA = {
    "Identifiers": [{"ID": "ada-1", "IDType": "MR"}],
    "Demographics": {
        "FirstName": "Ada", "LastName": "Mock", "DOB": "1970-02-03", "Sex": "Female",
        "Address": {"ZIP": "02139"},
    },
}  # fmt: skip
MINE = [{"ID": "ada-1", "IDType": "MR"}]
SPAN = {"StartDateTime": "2026-02-01T00:00:00Z", "EndDateTime": "2026-02-28T00:00:00Z",
        "Visit": {"Patients": [{"Identifiers": MINE}]}}  # fmt: skip


def appointment(at: str = "2026-02-03T15:00:00Z", number: str = "v1", **more: object) -> dict:
    visit = {"VisitNumber": number, "VisitDateTime": at, "Duration": 30, **more}
    return {"Patient": ADA, "Visit": {**visit, "Location": {"Department": "Family Medicine"}}}
