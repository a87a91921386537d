"""What the messages of each event say of a case. The schemas choose of it what an event holds."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from mock_redox.core.data_model.schemas import EventSchema
from mock_redox.synthetic.messages import (
    directories,
    documents,
    money,
    orders,
    referrals,
    summaries,
    visits,
)
from mock_redox.synthetic.messages.case import ORDERED, PAID, RESULTED, Case
from mock_redox.synthetic.messages.filling import sparse, whole

__all__ = ["Case", "made", "opens", "timing"]

_CONTENT: dict[str, Callable[[Case], Mapping[str, Any]]] = {
    **visits.CONTENT, **orders.CONTENT, **documents.CONTENT, **summaries.CONTENT, **money.CONTENT,
    **referrals.CONTENT, **directories.CONTENT,
}  # fmt: skip
"""By data model, and where an event differs by its whole name."""

_AHEAD = ("PatientAdmin.PreAdmit", "SurgicalScheduling.", "Scheduling.")
_LEADS = {
    "Order.": ORDERED + 2, "Order.QueryResponse": RESULTED + 5, "Results.": RESULTED + 5,
    "Flowsheet.": 10, "Device.": 10, "Vaccination.": 20, "Medications.": 35, "Notes.": 45,
    "Media.": 45, "PatientEducation.": 40, "Referral.": 65, "Referral.Auth": 1445,
    "Clinical Decisions.": ORDERED + 2, "Claim.Payment": PAID + 5,
}  # fmt: skip
"""Minutes that a visit has been going on when an event is told, by how the event's name begins."""

_LATE = ("PatientAdmin.Discharge", "Financial.", "Claim.", "Clinical Summary.")
_OPENING = ("PatientAdmin.PreAdmit", "PatientAdmin.Arrival", "Scheduling.New",
            "SurgicalScheduling.New")  # fmt: skip


def made(schema: EventSchema, case: Case, *, full: bool) -> dict[str, Any]:
    """A message of an event about a case, without ``Meta`` but for what only this event has.

    Args:
        full: with null and empty lists for what is absent, as pushes have them; else without.
    """
    content = _CONTENT.get(schema.name) or _CONTENT[schema.data_model]
    known = content(case)
    body = (whole if full else sparse)(schema).of(known)
    return {**body, "Meta": known["Meta"]} if "Meta" in known else body


def opens(event: str) -> bool:
    """Whether a visit begins with it, so that the same again is about another visit."""
    return event in _OPENING


@cache
def timing(event: str) -> dict[str, Any]:
    """How a visit lies to the clock when an event of it is the first that is told."""
    begun = [each for each in _LEADS if event.startswith(each)]
    return {
        "ahead": event.startswith(_AHEAD) and not event.endswith("NoShow"),
        "lead": _LEADS[max(begun, key=len)] if begun else 0,
        "late": event.startswith(_LATE),
        "kind": "Surgery" if event.startswith("SurgicalScheduling.") else "",
    }
