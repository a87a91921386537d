"""What is measured: laboratory panels and vital signs, by LOINC, and what is usual."""

from typing import NamedTuple


class Measure(NamedTuple):
    """One observation, and what is normal."""

    code: str
    name: str
    units: str
    low: float
    high: float
    digits: int = 0

    def drawn(self, lot: float, part: float) -> tuple[str, str]:
        """A value and its flag; three lots in four give a normal one. Both are from 0 to 1."""
        span = self.high - self.low
        if lot < 0.75:
            value, flag = self.low + span * part, "Normal"
        elif lot < 0.9:
            value, flag = self.high + span * (0.05 + 0.2 * part), "High"
        else:
            value, flag = max(self.low - span * (0.05 + 0.15 * part), 0), "Low"
        return f"{value:.{self.digits}f}", flag


class Panel(NamedTuple):
    """What is ordered together."""

    name: str
    specimen: str
    measures: tuple[Measure, ...]


PANELS = {
    "58410-2": Panel("CBC panel - Blood by Automated count", "Blood", (
        Measure("718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", 12, 17.5, 1),
        Measure("4544-3", "Hematocrit [Volume Fraction] of Blood by Automated count", "%", 36, 50),
        Measure("6690-2", "Leukocytes [#/volume] in Blood by Automated count", "10*3/uL", 4.5, 11,
                1),
        Measure("777-3", "Platelets [#/volume] in Blood by Automated count", "10*3/uL", 150, 400),
    )),
    "24321-2": Panel("Basic metabolic 2000 panel - Serum or Plasma", "Serum", (
        Measure("2345-7", "Glucose [Mass/volume] in Serum or Plasma", "mg/dL", 70, 99),
        Measure("2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL", 0.6, 1.3, 2),
        Measure("2951-2", "Sodium [Moles/volume] in Serum or Plasma", "mmol/L", 135, 145),
        Measure("2823-3", "Potassium [Moles/volume] in Serum or Plasma", "mmol/L", 3.5, 5.1, 1),
    )),
    "57698-3": Panel("Lipid panel with direct LDL - Serum or Plasma", "Serum", (
        Measure("2093-3", "Cholesterol [Mass/volume] in Serum or Plasma", "mg/dL", 120, 200),
        Measure("2085-9", "Cholesterol in HDL [Mass/volume] in Serum or Plasma", "mg/dL", 40, 60),
        Measure("2571-8", "Triglyceride [Mass/volume] in Serum or Plasma", "mg/dL", 50, 150),
    )),
    "4548-4": Panel("Hemoglobin A1c/Hemoglobin.total in Blood", "Blood", (
        Measure("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "%", 4, 5.6, 1),
    )),
    "3016-3": Panel("Thyrotropin [Units/volume] in Serum or Plasma", "Serum", (
        Measure("3016-3", "Thyrotropin [Units/volume] in Serum or Plasma", "m[IU]/L", 0.4, 4, 2),
    )),
    "6301-6": Panel("INR in Platelet poor plasma by Coagulation assay", "Blood", (
        Measure("6301-6", "INR in Platelet poor plasma by Coagulation assay", "{INR}", 2, 3, 1),
    )),
}  # fmt: skip

VITALS = (
    Measure("8867-4", "Heart rate", "/min", 60, 100),
    Measure("8480-6", "Systolic blood pressure", "mm[Hg]", 95, 125),
    Measure("8462-4", "Diastolic blood pressure", "mm[Hg]", 60, 80),
    Measure("8310-5", "Body temperature", "Cel", 36.3, 37.3, 1),
    Measure("9279-1", "Respiratory rate", "/min", 12, 20),
)


class Vaccine(NamedTuple):
    """A vaccine by CVX, its maker by MVX, and the age in years at which it is given."""

    code: str
    name: str
    maker: str
    made_by: str
    age: float
    since: int
    """The first year in which it was given."""


VACCINES = (
    Vaccine("08", "Hep B, adolescent or pediatric", "SKB", "GlaxoSmithKline", 0.1, 1991),
    Vaccine("20", "DTaP", "PMC", "Sanofi Pasteur", 0.2, 1997),
    Vaccine("10", "IPV", "PMC", "Sanofi Pasteur", 0.2, 2000),
    Vaccine("03", "MMR", "MSD", "Merck and Co., Inc.", 1.1, 1971),
    Vaccine("21", "varicella", "MSD", "Merck and Co., Inc.", 1.2, 1995),
    Vaccine("115", "Tdap", "SKB", "GlaxoSmithKline", 11.5, 2005),
    Vaccine("187", "zoster recombinant", "SKB", "GlaxoSmithKline", 51, 2018),
    Vaccine("33", "pneumococcal polysaccharide PPV23", "MSD", "Merck and Co., Inc.", 65.5, 1983),
)
FLU = Vaccine(
    "140", "Influenza, seasonal, injectable, preservative free", "PMC", "Sanofi Pasteur", 0, 1990
)
