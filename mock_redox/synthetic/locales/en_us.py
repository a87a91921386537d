"""The United States."""

import random

from mock_redox.synthetic.locales.model import Locale, Place, words
from mock_redox.synthetic.locales.names import FEMALE, MALE, STREETS


def _never_issued(chance: random.Random) -> str:
    """Of the 900s, which no social security number is, and of no group of other numbers there."""
    return f"9{chance.randrange(100):02d}-{chance.randrange(10, 50)}-{chance.randrange(10**4):04d}"


LOCALE = Locale(
    name="en_US",
    country="US",
    languages=("en", "es", "zh", "vi"),
    female=FEMALE,
    male=MALE,
    family=words("""
Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez
Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris
Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill
Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Gomez Phillips
Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart Morris Morales Murphy Cook
Rogers Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward
Richardson Watson Brooks Chavez Wood Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo
Sanders Patel Myers Long Ross Foster Jimenez
"""),
    streets=STREETS,
    races=("White", "White", "White", "Black or African American", "Asian", "Other Race"),
    places=(
        Place("Boston", "MA", "Suffolk", "0211#", "617"),
        Place("Cambridge", "MA", "Middlesex", "0213#", "617"),
        Place("Worcester", "MA", "Worcester", "0160#", "508"),
        Place("Quincy", "MA", "Norfolk", "0216#", "617"),
        Place("Providence", "RI", "Providence", "0290#", "401"),
        Place("Hartford", "CT", "Hartford", "0610#", "860"),
        Place("Manchester", "NH", "Hillsborough", "0310#", "603"),
        Place("Portland", "ME", "Cumberland", "0410#", "207"),
        Place("Albany", "NY", "Albany", "1220#", "518"),
        Place("Springfield", "MA", "Hampden", "0110#", "413"),
    ),
    phone="+1{area}55501##",
    person_number=_never_issued,
    utc_offset=-5,
)
