"""The people of Redox's public sandbox, by what is known of them (fhir.md 8)."""

from typing import NamedTuple


class Published(NamedTuple):
    """What Redox publishes of a test patient."""

    first: str
    last: str
    born: str
    sex: str
    fhir_id: str
    mr: str
    city: str = ""
    state: str = ""
    postal: str = ""
    ehr_id: str = ""


SANDBOX = (
    Published("Synthia", "Davis", "2000-10-10", "Female", "fbee8d6b-5acf-370c-7edd-af0d84f5288c",
          "3Y67hJYUopQywm8frKLGBf", "Revere", "MA", "02151"),
    Published("Micheal", "Shields", "2003-07-19", "Female", "307b6419-5147-4716-10b1-bb458ac191c3",
          "5Z89kLZWqrSzvn9gtNMHCh", "Fairhaven", "MA", "02719"),
    Published("Narcisa", "Torphy", "1967-05-11", "Female", "18022a84-1fd7-ba38-3567-efbc6a50e9d4",
          "7A12mNXYstUvop2huOPJDi", "Dedham", "MA", "02026"),
    Published("Roosevelt", "Turner", "1994-08-29", "Male", "7673112e-f252-3c46-a7e7-ac1e1fe3fa45",
          "9B34oPZWuwQxyj4kvQRKEj", "Boston", "MA", "02467"),
    Published("Keva", "Green", "1995-08-26", "Female", "81c2f5eb-f99f-40c4-b504-59483e6148d7",
          "kyHGADnvX3xbkU4V9ayaqh", "Hillsboro", "OR", "97123"),
    Published("Timothy", "Bixby", "2008-01-06", "Male", "a043e93e-3879-426b-a86d-c8efd423f3db",
          "0000000001", ehr_id="e167267c-16c9-4fe3-96ae-9cff5703e90a"),
)  # fmt: skip
"""Fairhaven's ZIP is assumed: the town has only this one. Bixby's sex is assumed."""
