"""Small lists of real codes, and what they go with.

ICD-10-CM and HCPCS are in the public domain, LOINC, RxNorm and CVX may be used freely. There is no
CPT and no SNOMED CT: their names may not be passed on.
"""

from functools import cache
from typing import NamedTuple

from mock_redox.synthetic.known import Known

SYSTEMS = {
    "ICD-10": ("2.16.840.1.113883.6.90", "ICD-10-CM"),
    "LOINC": ("2.16.840.1.113883.6.1", "LOINC"),
    "RxNorm": ("2.16.840.1.113883.6.88", "RxNorm"),
    "CVX": ("2.16.840.1.113883.12.292", "CVX"),
    "MVX": ("2.16.840.1.113883.12.227", "MVX"),
    "HCPCS": ("2.16.840.1.113883.6.285", "HCPCS"),
    "ICD-10-PCS": ("2.16.840.1.113883.6.4", "ICD-10-PCS"),
    "NUCC": ("2.16.840.1.113883.6.101", "NUCC"),
    "FDA Route": ("2.16.840.1.113883.3.26.1.1", "FDA RouteOfAdministration"),
    "HL7 0127": ("2.16.840.1.113883.12.127", "HL7 Allergen Type"),
    "HL7 0162": ("2.16.840.1.113883.12.162", "HL7 Route of Administration"),
    "HL7 0163": ("2.16.840.1.113883.12.163", "HL7 Body Site"),
    "HL7 RoleCode": ("2.16.840.1.113883.5.111", "HL7 RoleCode"),
    "HL7 ActCode": ("2.16.840.1.113883.5.4", "HL7 ActCode"),
    "Confidentiality": ("2.16.840.1.113883.5.25", "HL7 Confidentiality"),
    "Condition Status": ("2.16.840.1.113883.4.642.4.1074", "HL7 Condition Clinical Status"),
    "Allergy Status": ("2.16.840.1.113883.4.642.4.1373", "HL7 AllergyIntolerance Status"),
    "Condition Category": ("2.16.840.1.113883.4.642.4.1073", "HL7 Condition Category"),
    "UB-04 FL17": ("2.16.840.1.113883.6.301.5", "NUBC Discharge Status"),
}
"""The OID and the name of a code system, by its ``Codeset``."""


@cache
def coded(code: str, codeset: str, name: str) -> Known:
    """A code in every style of the Data Model: a schema takes of it what it knows."""
    oid, title = SYSTEMS[codeset]
    return Known({
        "Code": code, "Codeset": codeset, "CodeSet": codeset, "CodeSystem": oid,
        "CodeSystemName": title, "Name": name, "Description": name,
    })  # fmt: skip


class Condition(NamedTuple):
    """A diagnosis, who gets it, and what is done about it."""

    code: str
    name: str
    youngest: int
    oldest: int
    sex: str
    """``Female``, ``Male``, or empty for both."""
    drug: str = ""
    """RxNorm; a key of ``DRUGS``."""
    panel: str = "58410-2"
    """LOINC; a key of ``PANELS``."""

    def befalls(self, age: int, sex: str) -> bool:
        return self.youngest <= age <= self.oldest and self.sex in ("", sex)

    @property
    def coded(self) -> Known:
        return coded(self.code, "ICD-10", self.name)


CHRONIC = (
    Condition("I10", "Essential (primary) hypertension", 35, 120, "", "314076", "24321-2"),
    Condition("E11.9", "Type 2 diabetes mellitus without complications", 30, 120, "", "861007",
              "4548-4"),
    Condition("E78.5", "Hyperlipidemia, unspecified", 35, 120, "", "312961", "57698-3"),
    Condition("J45.909", "Unspecified asthma, uncomplicated", 4, 120, "", "745679"),
    Condition("E03.9", "Hypothyroidism, unspecified", 25, 120, "Female", "966222", "3016-3"),
    Condition("M17.9", "Osteoarthritis of knee, unspecified", 50, 120, "", "849574"),
    Condition("N40.0", "Benign prostatic hyperplasia without lower urinary tract symptoms", 50,
              120, "Male"),
    Condition("I48.91", "Unspecified atrial fibrillation", 60, 120, "", "855332", "6301-6"),
)  # fmt: skip
ACUTE = (
    Condition("J06.9", "Acute upper respiratory infection, unspecified", 0, 120, ""),
    Condition("J02.9", "Acute pharyngitis, unspecified", 3, 60, "", "308182"),
    Condition("H66.90", "Otitis media, unspecified, unspecified ear", 0, 8, "", "308182"),
    Condition("N39.0", "Urinary tract infection, site not specified", 16, 120, "Female"),
    Condition("S93.401A", "Sprain of unspecified ligament of right ankle, initial encounter", 5,
              60, "", "310965"),
    Condition("R07.9", "Chest pain, unspecified", 35, 120, "", "", "24321-2"),
    Condition("O26.90", "Pregnancy related conditions, unspecified, unspecified trimester", 18, 44,
              "Female"),
)  # fmt: skip
SEVERE = (
    Condition("J18.9", "Pneumonia, unspecified organism", 0, 120, "", "308182"),
    Condition("K35.80", "Unspecified acute appendicitis", 5, 70, ""),
    Condition("I50.9", "Heart failure, unspecified", 60, 120, "", "314076", "24321-2"),
)
CHECK_UP = (
    Condition("Z00.00", "Encounter for general adult medical examination without abnormal findings",
              18, 120, "", "", "57698-3"),
    Condition("Z00.129", "Encounter for routine child health examination without abnormal findings",
              0, 17, ""),
)  # fmt: skip

DELIVERY = Condition("O80", "Encounter for full-term uncomplicated delivery", 18, 44, "Female")
NEWBORN = Condition("Z38.00", "Single liveborn infant, delivered vaginally", 0, 0, "")
BIRTH = (DELIVERY, NEWBORN)


class Drug(NamedTuple):
    """A medicine as RxNorm has it, and how it is taken."""

    name: str
    quantity: float
    units: str
    period: str
    """Hours between doses."""
    sig: str
    route: str = "oral"
    allergen: str = ""
    """Of ``ALLERGENS``: who is allergic to it gets another drug."""
    instead: str = ""
    """That one's key."""


DRUGS = {
    "314076": Drug("lisinopril 10 MG Oral Tablet", 10, "mg", "24", "Take 1 tablet a day"),
    "861007": Drug("metformin hydrochloride 500 MG Oral Tablet", 500, "mg", "12",
                   "Take 1 tablet twice a day with meals"),
    "312961": Drug("simvastatin 20 MG Oral Tablet", 20, "mg", "24", "Take 1 tablet at bedtime"),
    "745679": Drug("200 ACTUAT albuterol 0.09 MG/ACTUAT Metered Dose Inhaler", 0.09, "mg", "6",
                   "2 puffs every 6 hours as needed", "inhalation"),
    "966222": Drug("levothyroxine sodium 0.075 MG Oral Tablet", 0.075, "mg", "24",
                   "Take 1 tablet in the morning"),
    "849574": Drug("naproxen sodium 220 MG Oral Tablet", 220, "mg", "12",
                   "Take 1 tablet twice a day with food", allergen="1191", instead="313782"),
    "855332": Drug("warfarin sodium 5 MG Oral Tablet", 5, "mg", "24", "Take 1 tablet a day"),
    "308182": Drug("amoxicillin 250 MG Oral Capsule", 250, "mg", "8", "1 capsule 3 times a day",
                   allergen="7980", instead="308460"),
    "310965": Drug("ibuprofen 200 MG Oral Tablet", 200, "mg", "8",
                   "Take 1 tablet every 8 hours with food", allergen="1191", instead="313782"),
    "308460": Drug("azithromycin 250 MG Oral Tablet", 250, "mg", "24", "1 tablet a day, 5 days"),
    "313782": Drug("acetaminophen 325 MG Oral Tablet", 325, "mg", "6",
                   "1 tablet every 6 hours as needed"),
}  # fmt: skip
ROUTES = {
    "oral": coded("C38288", "FDA Route", "Oral"),
    "inhalation": coded("C38216", "FDA Route", "Respiratory (inhalation)"),
    "intramuscular": coded("C28161", "FDA Route", "Intramuscular"),
}
PAINKILLER = "313782"
"""What is taken where nothing else is called for; nobody here is allergic to it."""

ALLERGENS = (
    ("7980", "penicillin G"), ("1191", "aspirin"), ("2670", "codeine"),
    ("10180", "sulfamethoxazole"),
)  # fmt: skip
"""RxNorm ingredients."""
