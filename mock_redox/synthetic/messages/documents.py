"""Notes, media, and what is asked of documents."""

import base64
from functools import cache
from typing import Any

from mock_redox.synthetic.clinical.codes import coded
from mock_redox.synthetic.messages.case import Case, Rich
from mock_redox.synthetic.messages.orders import search

TYPE = "Progress Note"
SUMMARY = coded("34133-9", "LOINC", "Summary of episode note")


def _written(case: Case) -> str:
    who = case.person.record["Demographics"]
    return (
        f"{who['FirstName']} {who['LastName']}, born {who['DOB']}, was seen in "
        f"{case.department.name}. Assessment: {case.condition.name}."
    )


def document(case: Case) -> Rich:
    return {
        "DocumentType": TYPE, "DocumentID": case.id("document"),
        "OriginalDocumentID": case.id("old document"), "DocumentDescription": TYPE,
        "CreationDateTime": case.at(40), "ServiceDateTime": case.at(0),
        "DocumentationDateTime": case.at(40), "Availability": "Available",
        "Provider": case.doctor, "Authenticator": case.doctor,
        "Notifications": [case.person.record["PCP"]],
        "Patient": case.identity, "Visit": case.visit,
    }  # fmt: skip


def notes(case: Case) -> Rich:
    note = {
        **document(case), "ContentType": "Plain Text", "FileContents": _written(case),
        "FileName": None, "Status": "Authenticated",
    }  # fmt: skip
    return {**_about(case), "Note": note, "Notes": [note]}


def media(case: Case) -> Rich:
    item = {
        **document(case), "FileType": "application/pdf", "FileName": f"{case.id('document')}.pdf",
        "FileContents": _pdf(), "Authenticated": "True",
    }  # fmt: skip
    return {**_about(case), "Media": item}


def media_found(case: Case) -> Rich:
    return {"Media": [media(case)["Media"]]}


def document_query(case: Case) -> Rich:
    span = {"StartDate": case.day(-30), "EndDate": case.day()}
    return {
        "Patient": case.patient, "Visit": case.visit, "Location": {"Department": None},
        "Document": {**span, "Types": [SUMMARY]},
    }  # fmt: skip


def document_list(case: Case) -> Rich:
    listed = {
        "ID": case.id("summary"), "Location": case.location, "DateTime": case.at(case.stays),
        "Author": case.doctor.plus({"Type": "Person"}), "Visit": case.visit, "Locale": "en-US",
        "Title": "Continuity of Care Document", "Type": SUMMARY, "FileType": "application/pdf",
    }  # fmt: skip
    return {"Patient": case.patient, "Documents": [listed]}


def document_got(case: Case) -> Rich:
    return {"Document": {"ID": case.id("summary")}, "FileType": "application/pdf", "Data": _pdf()}


def _about(case: Case) -> Rich:
    ordered = {"ID": case.id("order"), "Name": None}
    return {"Patient": case.patient, "Visit": case.visit, "Orders": [ordered]}


@cache
def _pdf() -> str:
    """An empty page, which viewers open, in base64."""
    parts = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>",
    )
    text, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(text))
        text += f"{number} 0 obj{part}endobj\n"
    table = "".join(f"{each:010d} 00000 n \n" for each in places)
    end = f"xref\n0 4\n0000000000 65535 f \n{table}trailer<</Size 4/Root 1 0 R>>\nstartxref\n"
    return base64.b64encode(f"{text}{end}{len(text)}\n%%EOF\n".encode()).decode()


CONTENT: dict[str, Any] = {
    "Notes": notes,
    "Notes.Query": search,
    "Media": media,
    "Media.Query": search,
    "Media.QueryResponse": media_found,
    "Clinical Summary.PatientQuery": document_query,
    "Clinical Summary.VisitQuery": document_query,
    "Clinical Summary.DocumentQuery": document_query,
    "Clinical Summary.DocumentQueryResponse": document_list,
    "Clinical Summary.DocumentGet": document_got,
    "Clinical Summary.DocumentGetResponse": document_got,
}
