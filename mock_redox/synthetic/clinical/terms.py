"""The codes that enrichment knows, each with its category."""

from collections.abc import Mapping, Sequence
from functools import cache

from mock_redox.synthetic.clinical.codes import ACUTE, CHECK_UP, CHRONIC, DRUGS, SEVERE
from mock_redox.synthetic.clinical.measures import FLU, PANELS, VACCINES, VITALS


@cache
def terms() -> Sequence[Mapping[str, str]]:
    """``Code``, ``Codeset``, ``Name`` and ``Category`` of everything that is in these lists."""
    conditions = [
        ("Condition", "ICD-10", each.code, each.name)
        for each in (*CHRONIC, *ACUTE, *SEVERE, *CHECK_UP)
    ]
    drugs = [("Medication", "RxNorm", code, each.name) for code, each in DRUGS.items()]
    measures = {each.code: each.name for panel in PANELS.values() for each in panel.measures}
    measures |= {code: panel.name for code, panel in PANELS.items()}
    measures |= {each.code: each.name for each in VITALS}
    seen = [("Observation", "LOINC", code, name) for code, name in measures.items()]
    given = [("Immunization", "CVX", each.code, each.name) for each in (*VACCINES, FLU)]
    return tuple(
        {"Category": category, "Codeset": codeset, "Code": code, "Name": name}
        for category, codeset, code, name in (*conditions, *drugs, *seen, *given)
    )
