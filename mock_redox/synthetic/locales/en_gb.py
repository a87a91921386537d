"""The United Kingdom."""

import random

from mock_redox.synthetic.locales.model import Locale, Place, digits, words
from mock_redox.synthetic.locales.names import FEMALE, MALE, STREETS


def _never_issued(chance: random.Random) -> str:
    """No national insurance number begins with QQ."""
    return f"{digits(chance, 'QQ######')}{chance.choice('ABCD')}"


LOCALE = Locale(
    name="en_GB",
    country="GB",
    languages=("en", "cy", "pl", "pa"),
    female=FEMALE,
    male=MALE,
    family=words("""
Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans
Walker White Roberts Green Hall Thomas Clarke Jackson Wood Harris Edwards Turner Martin
Cooper Hill Ward Hughes Moore Clark King Harrison Lewis Baker Lee Allen Morris Khan Scott
Watson Davis Parker James Bennett Young Phillips Richardson Mitchell Bailey Carter Cook
Singh Shaw Bell Collins Morgan Kelly Begum Miller Cox Hussain Marshall Simpson Price
Anderson Adams Wilkinson Ali Ahmed Foster Ellis Murphy Chapman Mason Gray
"""),
    streets=STREETS,
    races=("White", "White", "White", "Asian", "Black", "Mixed"),
    places=(
        Place("Leeds", "England", "West Yorkshire", "LS1 #AA", "113"),
        Place("Sheffield", "England", "South Yorkshire", "S1 #AB", "114"),
        Place("Leicester", "England", "Leicestershire", "LE1 #AD", "116"),
        Place("Bristol", "England", "Bristol", "BS1 #AE", "117"),
        Place("Reading", "England", "Berkshire", "RG1 #AF", "118"),
        Place("Edinburgh", "Scotland", "Midlothian", "EH1 #BA", "131"),
        Place("Cardiff", "Wales", "South Glamorgan", "CF10 #BB", "29"),
        Place("Manchester", "England", "Greater Manchester", "M1 #BD", "161"),
    ),
    phone="+441632960###",
    person_number=_never_issued,
    utc_offset=0,
)
