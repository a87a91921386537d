"""The stories. A new one is one entry here, and every door and page has it.

A step is its event, its moment, and where it differs what it is ``of`` (see ``views``) and what it
``says``. ``booking`` is when the story begins, ``visit`` and ``end`` are arrival and discharge.
"""

from mock_redox.core.plots import Plot, Step

_STORIES = (
    Plot(
        name="inpatient",
        says="A planned stay in hospital, from the booking to the payment",
        kind="Inpatient", lead="3d",
        steps=(
            Step("Scheduling.New", "booking"),
            Step("PatientAdmin.PreAdmit", "visit - 1d"),
            Step("PatientAdmin.Arrival", "visit"),
            Step("Order.New", "visit + 20m"),
            Step("Results.New", "visit + 1h"),
            Step("PatientAdmin.Discharge", "end"),
            Step("Financial.Transaction", "end + 1h"),
            Step("Claim.Submission", "end + 1d"),
            Step("Claim.Payment", "visit + 15d"),
        ),
    ),
    Plot(
        name="outpatient",
        says="An appointment in a clinic, kept",
        lead="2d",
        steps=(
            Step("Scheduling.New", "booking"),
            Step("PatientAdmin.Arrival", "visit"),
            Step("Order.New", "visit + 20m"),
            Step("Notes.New", "visit + 50m"),
            Step("Results.New", "visit + 1h"),
            Step("PatientAdmin.Discharge", "end"),
            Step("Financial.Transaction", "end + 1h"),
        ),
    ),
    Plot(
        name="newborn",
        says="A birth: the mother's stay, and a patient who was not there before",
        kind="Inpatient", condition="O80",
        steps=(
            Step("PatientAdmin.Arrival", "visit"),
            Step("PatientAdmin.NewPatient", "visit + 8h", of="child",
                 says={"Patient.Demographics.FirstName": "Baby"}),
            Step("PatientAdmin.Arrival", "visit + 8h", of="child",
                 says={"Patient.Demographics.FirstName": "Baby"}),
            Step("PatientAdmin.PatientUpdate", "visit + 1d", of="child"),
            Step("PatientAdmin.Discharge", "end", of="child"),
            Step("PatientAdmin.Discharge", "end"),
        ),
    ),
    Plot(
        name="merge",
        says="A patient is registered twice, which is noticed during the visit",
        kind="Emergency",
        steps=(
            Step("PatientAdmin.NewPatient", "visit", of="second record"),
            Step("PatientAdmin.Arrival", "visit", of="second record"),
            Step("PatientAdmin.PatientMerge", "visit + 30m"),
            Step("PatientAdmin.VisitMerge", "visit + 30m"),
            Step("PatientAdmin.Discharge", "end"),
        ),
    ),
    Plot(
        name="transfer",
        says="From the emergency department to a ward",
        kind="Inpatient",
        steps=(
            Step("PatientAdmin.Arrival", "visit", of="emergency room"),
            Step("Order.New", "visit + 20m", of="emergency room"),
            Step("Results.New", "visit + 1h", of="emergency room"),
            Step("PatientAdmin.Transfer", "visit + 3h"),
            Step("PatientAdmin.Discharge", "end"),
            Step("Financial.Transaction", "end + 1h"),
        ),
    ),
    Plot(
        name="no-show",
        says="An appointment that is missed, and another a week later that is kept",
        lead="2d",
        steps=(
            Step("Scheduling.New", "booking"),
            Step("Scheduling.NoShow", "visit + 30m", says={"Visit.Status": "No show"}),
            Step("Scheduling.New", "visit + 1h", of="next visit"),
            Step("PatientAdmin.Arrival", "visit + 7d", of="next visit"),
            Step("PatientAdmin.Discharge", "end + 7d", of="next visit"),
        ),
    ),
    Plot(
        name="cancellation",
        says="An appointment that is changed, then called off",
        lead="3d",
        steps=(
            Step("Scheduling.New", "booking"),
            Step("Scheduling.Modification", "booking + 2h", says={"Visit.Reason": "Follow-up"}),
            Step("Scheduling.Cancel", "visit - 1d",
                 says={"Visit.Status": "Canceled", "Visit.Reason": "Follow-up"}),
        ),
    ),
    Plot(
        name="referral",
        says="A referral, its authorization, the visit, and the answer to who referred",
        lead="7d",
        steps=(
            Step("Referral.New", "booking + 1h"),
            Step("Referral.AuthReview", "booking + 2h"),
            Step("Referral.AuthResponse", "booking + 1d"),
            Step("Scheduling.New", "booking + 2d"),
            Step("PatientAdmin.Arrival", "visit"),
            Step("Notes.New", "visit + 50m"),
            Step("PatientAdmin.Discharge", "end"),
            Step("Referral.Modify", "end + 1h", says={"Referral.Status": "Completed"}),
        ),
    ),
    Plot(
        name="clinic-day",
        says="A day of a clinic: a patient every 20 minutes, not all of whom come",
        lead="2d", patients=12,
        mix=("outpatient", "outpatient", "outpatient", "no-show", "outpatient", "cancellation"),
    ),
)  # fmt: skip

STORIES = {each.name: each for each in _STORIES}
