"""Providers, organizations, supplies, studies, lessons, and what enrichment makes of codes."""

from typing import Any

from mock_redox.synthetic.messages.case import Case, Rich
from mock_redox.synthetic.people.places import CLOSES, OPENS

_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
_LATITUDE, _LONGITUDE = 42.36, -71.06


def providers(case: Case) -> Rich:
    """The attending doctor, as a directory has it."""
    return {"Providers": [_provider(case)]}


def _provider(case: Case) -> Rich:
    who, facility = case.doctor, case.cohort.facility
    number = [{"ID": who["NPI"], "IDType": "NPI"}]
    place = _practice(case)
    begun = f"{int(who['DOB'][:4]) + 30}-07-01"
    licence = {"Identifiers": [{"ID": case.id("licence"), "IDType": "State License"}],
               **who["Role"], "StartDate": begun, "EndDate": case.day(700)}  # fmt: skip
    hours = {"Days": _DAYS, "AvailableStartTime": f"{OPENS:02d}:00",
             "AvailableEndTime": f"{CLOSES:02d}:00"}  # fmt: skip
    return {
        "Identifiers": number, "IsActive": True,
        "Demographics": who.plus({"Addresses": [who["Address"].plus({"Use": "Work"})],
                                  "Languages": ["en"], "Gender": who["Sex"]}),
        "Qualifications": [licence],
        "Roles": [{
            "Identifiers": number,
            "Organization": facility.plus({"IsActive": "true", "Type": "Hospital"}),
            "Specialties": [who["Role"]], "Locations": [place],
            "Services": [{"Identifiers": place["Identifiers"], "Type": "Visit",
                          "Description": "Office visits", "PhoneNumber": who["PhoneNumber"]}],
            "Availability": [hours],
        }],
        "Educations": [{"Type": "Medical School", "Institution":
                        {"ID": "MMS", "IDType": "Internal", "Name": "Mock Medical School"}}],
        "Specialties": [who["Role"].plus({"IsPrimary": True, "Identifiers": number})],
        "Locations": [place],
    }  # fmt: skip


def _practice(case: Case) -> Rich:
    facility, plan = case.cohort.facility, case.person.record["Insurances"][0]
    phones = facility["PhoneNumber"]
    insured = {
        "UUID": f"{case.draw('plan'):016x}", "CarrierAssociation": plan["Company"]["Name"],
        "CarrierBrand": plan["Company"]["Alias"], "CarrierName": plan["Company"]["Name"],
        "State": facility["Address"]["State"], "PlanName": plan["Plan"]["Name"],
        "PlanType": plan["Plan"]["Type"], "Network": "Standard", "Confidence": "High",
        "Category": "Commercial",
    }  # fmt: skip
    return {
        "Identifiers": [{"ID": case.location["ID"], "IDType": "Internal"}], "Status": "Active",
        "Name": case.department.name, "Description": f"In {facility['Name']}",
        "Address": facility["Address"], "PhoneNumber": {"Office": phones["Office"]},
        "EmailAddresses": ["desk@example.org"], "Insurances": [insured],
        "Latitude": _LATITUDE, "Longitude": _LONGITUDE, "Faxes": [{"Fax": phones["Fax"]}],
    }  # fmt: skip


def provider_query(case: Case) -> Rich:
    number = [{"ID": case.doctor["NPI"], "IDType": "NPI"}]
    return {"Provider": {"Identifiers": number, "Demographics": case.doctor}}


def details_query(case: Case) -> Rich:
    return {"Providers": {"Identifiers": [case.doctor["NPI"]]}}


def organizations(case: Case) -> Rich:
    facility = case.cohort.facility
    contact = {"Purpose": "Administrative", "Name": case.doctor["LastName"],
               "PhoneNumber": {"Work": facility["PhoneNumber"]["Office"]}}  # fmt: skip
    return {
        "Directory": "Carequality", "Action": "Update",
        "Organizations": [facility.plus({"Active": True, "Aliases": ["MGH"], "Contacts": [contact],
                                         "ManagingOrg": facility["Name"]})],
        "Identifier": facility["Identifiers"][0], "State": facility["Address"]["State"],
        "NameSearch": {"SearchType": "contains", "Value": "Mock"}, "Active": True,
        "Paging": {"Count": 1, "Index": 0},
    }  # fmt: skip


def supplies(case: Case) -> Rich:
    item = {
        "Identifiers": [{"ID": case.id("item", 6), "IDType": "Internal"}],
        "Description": "Gauze pad, sterile, 4 x 4 in", "Quantity": 10, "Type": "Supply",
        "Units": "{each}", "Vendor": {"ID": "MV1", "Name": "Mock Vendor", "CatalogNumber": "G-44"},
        "Status": "active", "IsChargeable": True, "ContainsLatex": False, "Price": 0.35,
        "UsedQuantity": 2, "WastedQuantity": 0, "LotNumber": case.id("lot", 6),
        "Location": case.location, "OrderingProvider": case.doctor,
    }  # fmt: skip
    return {"Patient": case.patient, "Visit": case.visit, "Items": [item]}


def study(case: Case) -> Rich:
    doctor = case.staff("207R00000X")
    known = {
        "Identifiers": [{"ID": "NCT00000000", "IDType": "NCT"}], "Title": "A Mock Study of Rest",
        "Type": "Interventional", "Sponsor": {"ID": "MGH", "Name": case.cohort.facility["Name"]},
        "PrincipalInvestigator": doctor, "Status": "Active", "StartDateTime": case.at(-90 * 1440),
        "Conditions": [case.condition.coded], "Location": case.location,
    }  # fmt: skip
    enrolled = {"SubjectStatus": "Enrolled", "StartDateTime": case.at(0),
                "EndDateTime": case.at(180 * 1440), "Coordinators": [doctor]}  # fmt: skip
    protocol = {"ID": case.id("protocol"), "IDType": "Internal", "Description": "Arm A"}
    return {"Study": known, "Protocols": [protocol], "Enrollment": enrolled,
            "Patient": case.patient}  # fmt: skip


def lessons(status: str, action: str) -> Any:
    """What a patient is taught about the condition, and how far that is."""

    def made(case: Case) -> Rich:
        progress = {
            "InstanceID": case.id("lesson"), "CreatedDateTime": case.at(30), "Status": status,
            "ActionStatus": action, "ActionDateTime": case.at(35),
        }  # fmt: skip
        subject = case.condition.coded
        leaflet = {**progress, "Code": case.id("leaflet", 5), "Codeset": "Internal",
                   "Description": f"About: {case.condition.name}", "Topic": subject}  # fmt: skip
        taught = {**progress, "Subject": subject, "Assignments": [leaflet]}
        return {"Patient": case.patient, "Visit": case.visit, "Education": [taught]}

    return made


def normalized(case: Case) -> Rich:
    told = {"Category": "Condition", "EntryID": case.id("entry"), **case.condition.coded}
    code = {"Code": case.condition.code, "MatchPriority": "1",
            "Variants": [{"Title": case.condition.name}]}  # fmt: skip
    return {"Entries": [{
        **told, "Status": "Success", "Submitted": told,
        "Transaction": {"VendorID": "mock", "ID": case.id("transaction")},
        "Normalization": [{
            "LexicalReference": {"Code": case.condition.code, "Name": case.condition.name},
            "Score": {"Value": 1, "Description": "Exact"},
            "Matches": [{"Codeset": "ICD-10", "Status": "Matched", "Codes": [code]}],
        }],
    }]}  # fmt: skip


def read_text(case: Case) -> Rich:
    text = f"Seen for: {case.condition.name}."
    place = {"BeginOffset": 10, "EndOffset": len(text) - 1}
    found = {
        "Text": {"Contents": case.condition.name, "Position": place},
        "Category": {"Name": "Condition", "CertaintyScore": 0.98},
        "Concept": case.condition.coded.plus({"CertaintyScore": 0.97}),
    }
    task = {"ID": case.id("task"), "Status": "Success"}
    return {
        "Text": {"Contents": text}, "Task": task, "Entries": [found],
        "Transaction": {"VendorID": "mock", "ID": case.id("transaction"), "Task": task},
    }  # fmt: skip


CONTENT: dict[str, Any] = {
    "Provider": providers,
    "Provider.ProviderQuery": provider_query,
    "Organization": organizations,
    "Inventory": supplies,
    "Research": study,
    "PatientEducation": lessons("Active", "Assign"),
    "PatientEducation.Update": lessons("Resolved", "Update"),
    "PatientEducation.Delete": lessons("Deleted", "Delete"),
    "Enrichment.ProvidersDetailsGet": details_query,
    "Enrichment.ProvidersDetailsResponse": providers,
    "Enrichment.NormalizationQuery": normalized,
    "Enrichment.NormalizationQueryResponse": normalized,
    "Enrichment.NaturalLanguageProcessingQuery": read_text,
    "Enrichment.NaturalLanguageProcessingQueryResponse": read_text,
}
