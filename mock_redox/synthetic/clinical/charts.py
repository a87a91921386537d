"""What a doctor knows of a patient: conditions that fit age and sex, and what follows of them."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from mock_redox.synthetic.clinical.codes import ALLERGENS, CHRONIC, Condition, coded
from mock_redox.synthetic.clinical.measures import FLU, VACCINES, Vaccine
from mock_redox.synthetic.known import Known


@dataclass(frozen=True, slots=True)
class Chart:
    """The history of one patient, as far as it is known on a day."""

    problems: tuple[tuple[Condition, date], ...]
    """Chronic conditions, and since when."""
    allergies: tuple[Known, ...]
    vaccinations: tuple[tuple[Vaccine, date], ...]


def chart(chance: random.Random, born: date, sex: str, today: date) -> Chart:
    """What fits somebody of that age and sex."""
    age = (today - born).days // 365
    chronic = [each for each in CHRONIC if each.befalls(age, sex)]
    problems = chance.sample(chronic, k=min(len(chronic), chance.choice((0, 1, 1, 2, 2, 3))))
    return Chart(
        problems=tuple((each, _since(chance, each, born, today)) for each in problems),
        allergies=_allergies(chance, born, today),
        vaccinations=_vaccinations(chance, born, today),
    )


def _since(chance: random.Random, condition: Condition, born: date, today: date) -> date:
    first = max(born + timedelta(days=365 * condition.youngest), today - timedelta(days=4000))
    return first + timedelta(days=chance.randrange(max((today - first).days, 1)))


def _allergies(chance: random.Random, born: date, today: date) -> tuple[Known, ...]:
    found = chance.sample(ALLERGENS, k=chance.choice((0, 0, 0, 1, 1, 2)))
    days = max((today - born).days, 1)
    return tuple(
        _allergy(code, name, born + timedelta(days=chance.randrange(days))) for code, name in found
    )


def _allergy(code: str, name: str, since: date) -> Known:
    """Of both kinds: as ADT messages write them, and as documents do (there in ``document``)."""
    told = coded(code, "RxNorm", name)
    return Known(
        {
            **told,
            "Type": coded("DA", "HL7 0127", "Drug allergy"),
            "OnsetDateTime": f"{since.isoformat()}T00:00:00.000Z",
            "Status": "Active",
            "document": Known(
                {
                    "Type": coded("DA", "HL7 0127", "Drug allergy"),
                    "Substance": told,
                    "Status": coded("active", "Allergy Status", "Active"),
                    "StartDate": since.isoformat(),
                }
            ),
        }
    )


def _vaccinations(
    chance: random.Random, born: date, today: date
) -> tuple[tuple[Vaccine, date], ...]:
    """Those for the age, in the order in which they were given."""
    given = [(each, born + timedelta(days=365 * each.age)) for each in VACCINES]
    given.append((FLU, today - timedelta(days=chance.randrange(30, 400))))
    known = [
        (vaccine, on) for vaccine, on in given if born < on <= today and on.year >= vaccine.since
    ]
    return tuple(sorted(known, key=lambda each: each[1]))
