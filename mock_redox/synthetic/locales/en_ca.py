"""Canada."""

import random

from mock_redox.synthetic.locales.model import Locale, Place, digits, words
from mock_redox.synthetic.locales.names import FEMALE, MALE, STREETS


def _never_issued(chance: random.Random) -> str:
    """A social insurance number begins with 1 to 7 or 9."""
    return digits(chance, "0##-###-###")


LOCALE = Locale(
    name="en_CA",
    country="CA",
    languages=("en", "fr", "pa", "zh"),
    female=FEMALE,
    male=MALE,
    family=words("""
Smith Brown Tremblay Martin Roy Wilson Macdonald Gagnon Johnson Taylor Campbell Anderson Lee
Jones White Williams Miller Thompson Singh Wong Li Gauthier Young Bouchard Scott Stewart
Reid Ross Morin Clark Murphy Kelly Fraser Murray Grant Kaur Chan Patel Leblanc Cote Belanger
Pelletier Fortin Levesque Bergeron Girard Simard Boucher Nguyen Wang Mitchell Walker
Robinson Hall Hughes Bell Graham Hamilton Shaw Kennedy
"""),
    streets=STREETS,
    races=("White", "White", "White", "South Asian", "Chinese", "Black", "First Nations"),
    places=(
        Place("Toronto", "ON", "Toronto", "M5V #A#", "416"),
        Place("Ottawa", "ON", "Ottawa", "K1P #B#", "613"),
        Place("Hamilton", "ON", "Hamilton", "L8P #C#", "905"),
        Place("London", "ON", "Middlesex", "N6A #E#", "519"),
        Place("Kingston", "ON", "Frontenac", "K7L #G#", "613"),
        Place("Windsor", "ON", "Essex", "N9A #H#", "519"),
        Place("Guelph", "ON", "Wellington", "N1H #J#", "519"),
        Place("Barrie", "ON", "Simcoe", "L4M #K#", "705"),
    ),
    phone="+1{area}55501##",
    person_number=_never_issued,
    utc_offset=-5,
)
