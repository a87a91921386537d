"""A child that is born while the mock runs, and so is none of the cohort."""

from datetime import datetime, timedelta

from mock_redox.synthetic.clinical.charts import Chart
from mock_redox.synthetic.clinical.codes import NEWBORN
from mock_redox.synthetic.known import Known
from mock_redox.synthetic.messages import Case
from mock_redox.synthetic.messages.case import Rich
from mock_redox.synthetic.people import Patient
from mock_redox.synthetic.people.payers import covering

_PEDIATRICS = "208000000X"
_INHERITED = ("LastName", "Race", "IsHispanic", "Language", "Citizenship", "Address")


def born(mother: Case, at: datetime) -> Case:
    """The child's stay, from its birth to the discharge of the mother, in her room."""
    made = Case(mother.cohort, _patient(mother, at), 0, at, begins=at, kind="Inpatient")
    made.condition, made.location = NEWBORN, mother.location
    made.stays = mother.stays - int((at - mother.begins) / timedelta(minutes=1))
    made.doctor = mother.staff(_PEDIATRICS)
    return made


def _patient(mother: Case, at: datetime) -> Patient:
    day = (at + timedelta(hours=mother.cohort.locale.utc_offset)).date()
    her, doctor = mother.person.record, mother.staff(_PEDIATRICS)
    record = Known({
        "Identifiers": _numbers(mother),
        "Demographics": _demographics(mother, day.isoformat()),
        "Contacts": [_contact(her["Demographics"])],
        "Guarantor": {**her["Guarantor"], "RelationToPatient": "Mother"},
        "Insurances": [covering(each, "Other") for each in her["Insurances"]],
        "PCP": doctor, "Allergies": (), "PreviousIdentifiers": [],
    })  # fmt: skip
    return Patient(record, day, Chart((), (), ()))


def _numbers(mother: Case) -> list[Rich]:
    """Those of nobody else: the cohort's record numbers begin with zeros."""
    drawn = {
        "MR": f"8{mother.id('child', 9)}",
        "EHRID": f"e{mother.id('child of the EHR', 9)}",
        "NIST": f"{mother.draw('child of NIST'):019x}",
    }
    return [{"ID": number, "IDType": kind, "Type": kind} for kind, number in drawn.items()]


def _demographics(mother: Case, day: str) -> Known:
    her, locale = mother.person.record["Demographics"], mother.cohort.locale
    sex = mother.pick("sex", ("Female", "Male"))
    usual = locale.female if sex == "Female" else locale.male
    names = [each for each in usual if each != her["FirstName"]]
    return Known({
        **{name: her[name] for name in _INHERITED},
        "FirstName": mother.pick("child", names), "MiddleName": None, "DOB": day, "Sex": sex,
        "SSN": None, "MaritalStatus": "Single", "IsDeceased": False, "EmailAddresses": [],
        "PhoneNumber": {**her["PhoneNumber"], "Mobile": None},
    })  # fmt: skip


def _contact(her: Rich) -> Rich:
    names = ("FirstName", "MiddleName", "LastName", "Address", "PhoneNumber", "EmailAddresses")
    told = {name: her[name] for name in names}
    return {**told, "RelationToPatient": "Mother", "Roles": ["Emergency Contact"]}
