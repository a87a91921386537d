"""The ways a push is broken: what each makes of it, and which outcomes are sound."""

from __future__ import annotations

import gzip
import json

import pytest

from mock_redox.core.errors import Misuse
from mock_redox.core.ports import Answer
from mock_redox.core.webhooks.faults import FAULTS, fault
from mock_redox.core.webhooks.variants import VARIANTS

NAMES = [
    "slow-body", "half-body", "wrong-content-length-short", "wrong-content-length-long",
    "wrong-content-type", "no-content-type", "charset", "gzip", "chunked", "bad-json",
    "invalid-utf8", "huge", "cut-after-body", "silent", "fhir-bundle", "unknown-data-model",
    "extra-fields", "skeleton", "sparse", "legacy-ids",
]  # fmt: skip
HOOK = {"id": "d1", "url": "http://hook.test/redox", "verification_token": "Tok1"}
EVENT = "PatientAdmin.Arrival"
TAKEN, REFUSED, CRASHED, REDIRECTED = (Answer(status=each) for each in (200, 400, 500, 302))
CLOSED = Answer(failure="closed", problem="it hung up")
LATE = Answer(failure="timeout", problem="nothing came")
DOWN = Answer(failure="unreachable", problem="connection refused")


@pytest.fixture
def redox(build):
    return build({"destinations": [HOOK]}).redox


@pytest.fixture
def push(redox, sender):
    """Pushes with a fault; gives the delivery and what left."""

    def push(broken=None, answer=TAKEN, **more):
        sender.answer = answer
        delivery = redox.webhooks.push(EVENT, "d1", unverified=True, broken=broken, **more)
        return delivery, sender.sent[-1]

    return push


def header(sent, name):
    return dict(sent.headers).get(name)


def test_these_are_all_and_an_unknown_one_is_refused_with_the_nearest(push, sender):
    assert list(FAULTS) == NAMES
    with pytest.raises(Misuse, match="unknown fault 'bad-jsn'; did you mean 'bad-json'"):
        push("bad-jsn")
    with pytest.raises(Misuse, match="unknown fault ''"):
        fault("")
    assert sender.sent == []


def test_a_push_without_a_fault_has_no_name_of_one(push):
    delivery, sent = push()

    assert (delivery.broken, delivery.as_json()["broken"], sent.manner) == (None, None, "whole")


@pytest.mark.parametrize("name", NAMES)
def test_each_leaves_the_delivery_as_it_was_and_is_named_in_the_reason(push, name):
    delivery, sent = push(name)

    assert delivery.as_json()["broken"] == name
    assert f"({name}: {FAULTS[name].says})" in delivery.last.reason
    assert json.loads(delivery.body) == delivery.message
    assert header(sent, "verification-token") == "Tok1"


@pytest.mark.parametrize("name", NAMES)
def test_only_sound_outcomes_are_as_expected(push, name):
    by_outcome = {"accepts": TAKEN, "refuses": REFUSED, "closes": CLOSED, "waits": LATE}
    for outcome, answer in by_outcome.items():
        delivery, _ = push(name, answer)
        sound = outcome in FAULTS[name].sound

        assert delivery.as_expected == sound
        assert (", which is sound (" in delivery.last.reason) == sound
        assert (FAULTS[name].sound_does in delivery.last.reason) == (not sound)
        assert delivery.good == (outcome == "accepts")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("answer", [CRASHED, REDIRECTED, DOWN], ids=["500", "302", "down"])
def test_a_crash_a_redirect_or_a_dead_endpoint_is_never_sound(push, name, answer):
    assert not push(name, answer)[0].as_expected


@pytest.mark.parametrize("name", NAMES)
def test_with_a_wrong_token_nothing_may_be_taken_and_all_may_be_refused(push, name):
    taken, _ = push(name, TAKEN, as_="wrong")
    refused, _ = push(name, REFUSED, as_="wrong")

    assert (taken.as_expected, refused.as_expected) == (False, True)
    assert push(name, REFUSED, as_="wrong-bearer")[0].as_expected


@pytest.mark.parametrize("name", [name for name in NAMES if name != "huge"])
def test_every_fault_goes_with_every_variant(push, name):
    assert [each for each in VARIANTS if not push(name, as_=each)[1].body] == []


@pytest.mark.parametrize("name", NAMES)
def test_each_says_what_it_is_and_what_a_sound_receiver_does(name):
    shown = FAULTS[name].as_json()

    assert list(shown) == ["name", "says", "sound", "sound_does", "needs"]
    assert all(shown.values())
    assert (FAULTS[name].needs == "wire") >= (FAULTS[name].manner != "whole")


@pytest.mark.parametrize(
    ("name", "manner", "seconds"),
    [("slow-body", "slow", 30), ("half-body", "half", 3), ("cut-after-body", "cut", 30),
     ("silent", "silent", 3), ("wrong-content-length-long", "whole", 3), ("gzip", "whole", 30)],
)  # fmt: skip
def test_what_needs_the_wire_says_so_and_waits_only_so_long(push, name, manner, seconds):
    _, sent = push(name)

    assert (sent.manner, sent.timeout.total_seconds()) == (manner, seconds)


@pytest.mark.parametrize(
    ("name", "content_type"),
    [("wrong-content-type", "text/plain"), ("no-content-type", None),
     ("charset", "application/json; charset=utf-8"), ("gzip", "application/json"),
     ("fhir-bundle", "application/json")],
)  # fmt: skip
def test_the_content_type_is_that_of_the_fault(push, name, content_type):
    assert header(push(name)[1], "content-type") == content_type


@pytest.mark.parametrize(
    ("name", "more"), [("wrong-content-length-short", -10), ("wrong-content-length-long", 10)]
)
def test_the_length_is_a_lie_and_the_body_whole(push, name, more):
    delivery, sent = push(name)

    assert header(sent, "content-length") == str(len(delivery.body) + more)
    assert sent.body == delivery.body


def test_a_compressed_body_is_the_message_when_it_is_unpacked(push):
    delivery, sent = push("gzip")

    assert gzip.decompress(sent.body) == delivery.body
    assert header(sent, "content-encoding") == "gzip"


def test_chunks_hold_the_message_and_end(push):
    delivery, sent = push("chunked")
    rest, whole = sent.body, b""
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        whole, rest = whole + rest[: int(size, 16)], rest[int(size, 16) + 2 :]

    assert whole == delivery.body
    assert sent.body.endswith(b"\r\n0\r\n\r\n")
    assert header(sent, "transfer-encoding") == "chunked"


@pytest.mark.parametrize("name", ["bad-json", "invalid-utf8"])
def test_what_is_no_json_can_not_be_read(push, name):
    with pytest.raises(ValueError):
        json.loads(push(name)[1].body)


def test_only_the_encoding_is_wrong_where_the_encoding_is_wrong(push):
    assert json.loads(push("invalid-utf8")[1].body.decode("utf-8", "replace"))


def test_a_huge_body_is_sound_json_of_40_mb(push):
    delivery, sent = push("huge")

    assert len(sent.body) == 40_000_000
    assert json.loads(sent.body).keys() == {*delivery.message, "Padding"}


def test_a_fhir_bundle_has_a_message_header_and_no_meta(push):
    bundle = json.loads(push("fhir-bundle")[1].body)
    head, patient = bundle["entry"]

    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "message")
    assert head["resource"]["eventUri"].endswith("/EventDefinition/PatientAdminCreated")
    assert head["resource"]["focus"] == [{"reference": patient["fullUrl"]}]
    assert "Meta" not in bundle


def test_an_unknown_data_model_is_all_that_changes(push):
    delivery, sent = push("unknown-data-model")
    message = json.loads(sent.body)
    assert message["Meta"].pop("DataModel") == "Astrology"

    assert {**message, "Meta": {"DataModel": "PatientAdmin", **message["Meta"]}} == delivery.message


def test_every_object_has_a_new_field_and_the_old_ones_stay(push):
    delivery, sent = push("extra-fields")
    message = json.loads(sent.body)

    for part in (message, message["Meta"]["Logs"][0], message["Patient"]["Demographics"]):
        assert part.pop("AddedLater") == {"Value": "new", "Codes": [1]}
    assert message["Meta"]["Logs"] == delivery.message["Meta"]["Logs"]
    assert message["Patient"]["Demographics"].keys() == (
        delivery.message["Patient"]["Demographics"].keys()
    )


def leaves(value):
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in leaves(each)]
    if isinstance(value, list):
        return [leaf for each in value for leaf in leaves(each)]
    return [value]


def test_a_skeleton_has_all_members_null_but_for_what_is_required(push):
    delivery, sent = push("skeleton")
    message = json.loads(sent.body)

    assert message["Meta"] == delivery.message["Meta"]
    assert message["Patient"].keys() == delivery.message["Patient"].keys()
    assert set(leaves(message["Visit"])) == {None}
    assert [each["ID"] for each in message["Patient"]["Identifiers"]] == (
        [each["ID"] for each in delivery.message["Patient"]["Identifiers"]]
    )


def test_a_sparse_message_has_only_identifiers(push):
    delivery, sent = push("sparse")
    message = json.loads(sent.body)

    assert message.keys() == {"Meta", "Patient"}
    assert message["Patient"].keys() == {"Identifiers"}
    assert {*message["Patient"]["Identifiers"][0]} == {"ID", "IDType"}
    assert message["Meta"]["Logs"] == delivery.message["Meta"]["Logs"]


def test_of_another_model_sparse_leaves_out_what_is_empty(redox, sender):
    data = {"Flowsheet": {"A": None, "B": [], "C": {"D": None}, "E": 0}}
    redox.webhooks.push("Flowsheet.New", "d1", data=data, unverified=True, broken="sparse")

    assert json.loads(sender.sent[-1].body)["Flowsheet"] == {"E": 0}


def test_legacy_ids_are_numbers_of_the_message(push):
    delivery, sent = push("legacy-ids")
    meta = json.loads(sent.body)["Meta"]

    assert all(isinstance(meta[name]["ID"], int) for name in ("Message", "Transmission"))
    assert {*meta} - {*delivery.message["Meta"]} == {"Message", "Transmission"}


def test_the_journal_holds_what_went_out(redox, push):
    delivery, sent = push("bad-json")

    assert redox.journal.get(delivery.last.exchange).request_body == sent.body != delivery.body
