"""Appointments that were made by message, asked for afterwards."""

from __future__ import annotations

from ada import MINE, appointment


def test_an_appointment_that_is_made_is_booked_at_once(tell, booked):
    assert booked() == []
    tell("Scheduling.New", **appointment(Reason="A cough"))
    (visit,) = booked()

    assert visit["VisitNumber"] == "v1"
    assert (visit["Reason"], visit["Status"], visit["Duration"]) == ("A cough", "Scheduled", 30)
    assert visit["Patient"]["Demographics"]["FirstName"] == "Ada"
    assert visit["ScheduledDateTime"] == "2026-01-01T12:00:00.000Z"


def test_an_appointment_moves_also_to_another_number(tell, booked):
    tell("Scheduling.New", **appointment())
    tell("Scheduling.Reschedule", **appointment("2026-02-10T15:00:00Z"))
    assert [each["VisitDateTime"] for each in booked()] == ["2026-02-10T15:00:00Z"]

    tell("Scheduling.Reschedule", **appointment("2026-02-11T15:00:00Z", "v2", OldVisitNumber="v1"))
    assert [(each["VisitNumber"], each["VisitDateTime"]) for each in booked()] == [
        ("v2", "2026-02-11T15:00:00Z")
    ]


def test_an_appointment_that_is_cancelled_says_so_and_when(redox, tell, booked):
    tell("Scheduling.New", **appointment())
    redox.clock.advance("1h")
    tell("Scheduling.Cancel", **appointment(CancelReason="Better"))
    (visit,) = booked()

    assert (visit["Status"], visit["CancelReason"]) == ("Canceled", "Better")
    assert visit["CancelDateTime"] == "2026-01-01T13:00:00.000Z"


def test_who_does_not_come_and_what_is_modified(tell, booked):
    tell("Scheduling.New", **appointment(Reason="A cough"))
    tell("Scheduling.Modification", **appointment(Duration=45))
    assert [(each["Duration"], each["Reason"]) for each in booked()] == [(45, "A cough")]

    tell("Scheduling.NoShow", **appointment())
    assert [each["Status"] for each in booked()] == ["No show"]


def test_an_appointment_is_a_visit_that_is_planned_until_it_is_called_off(tell, ask):
    asked = {"Patients": [{"Identifiers": MINE}]}
    seen = []
    for event in ("Scheduling.New", "Scheduling.Modification", "Scheduling.Cancel"):
        tell(event, **appointment())
        (person,) = ask("PatientAdmin.VisitQuery", **asked)["Patients"]
        seen.append([each["Status"] for each in person["Visits"]])

    assert seen == [["Planned"], ["Planned"], ["Cancelled"]]


def test_an_appointment_of_the_people_can_be_cancelled_too(tell, ask, patients, mr):
    who = {"Patients": [{"Identifiers": mr(patients[0])}]}
    asked = {"StartDateTime": "2025-12-01T00:00:00Z", "Visit": who}
    visit = ask("Scheduling.Booked", **asked)["Visits"][0]
    place = {"Location": {"Department": visit["Location"]["Department"]}}
    same = {name: visit[name] for name in ("VisitNumber", "VisitDateTime")}
    tell("Scheduling.Cancel", Patient=visit["Patient"], Visit={**same, **place})
    after = ask("Scheduling.Booked", **asked)["Visits"]

    changed = next(each for each in after if each["VisitNumber"] == visit["VisitNumber"])
    assert changed["Status"] == "Canceled"
    assert changed["Reason"] == visit["Reason"]


def test_a_booked_hour_is_free_no_more_until_it_is_cancelled(tell, ask):
    def free():
        return ask("Scheduling.AvailableSlots", StartDateTime="2026-01-05T00:00:00Z")[
            "AvailableSlots"
        ]

    slot = free()[0]
    at = slot["DateTime"].replace(".000Z", "Z")
    body = appointment(at, AttendingProvider={"ID": slot["Provider"]["ID"]})
    tell("Scheduling.New", **body)
    assert slot not in free()

    tell("Scheduling.Cancel", **body)
    assert slot in free()


def test_slots_that_are_pushed_are_free(tell, ask):
    slot = {"ID": "s1", "DateTime": "2030-01-05T03:00:00Z", "Duration": 20}
    tell("Scheduling.PushSlots", Slots=[slot])
    span = {"StartDateTime": "2030-01-05T02:00:00Z", "EndDateTime": "2030-01-05T04:00:00Z"}

    assert ask("Scheduling.AvailableSlots", **span)["AvailableSlots"] == [slot]


def test_what_is_pushed_in_words_of_ones_own_is_known_too(redox, booked):
    mine = {"to": "http://hook.test", "verification_token": "t", "unverified": True}
    redox.push("Scheduling.New", **mine, data=appointment(Reason="A cough"))
    assert [each["Reason"] for each in booked()] == ["A cough"]

    redox.push("Scheduling.Cancel", **mine, data=appointment(CancelReason="Better"))
    assert [each["CancelReason"] for each in booked()] == ["Better"]


def test_an_overlay_changes_what_is_known(redox, ask):
    mine = {"to": "http://hook.test", "verification_token": "t", "unverified": True}
    pushed = redox.push(
        "Scheduling.New", **mine, patient="Keva Green", overlay={"Visit.Reason": "A cough"}
    ).message
    number = {"VisitNumber": pushed["Visit"]["VisitNumber"]}
    span = {"StartDateTime": "2026-01-01T00:00:00Z", "EndDateTime": "2026-03-01T00:00:00Z"}
    (visit,) = ask("Scheduling.Booked", **span, Visit=number)["Visits"]

    assert visit["Reason"] == "A cough"


def test_a_broken_push_tells_nothing(redox, booked):
    redox.push("Scheduling.New", to="http://hook.test", verification_token="t", unverified=True,
               data=appointment(), broken="bad-json")  # fmt: skip

    assert booked() == []
