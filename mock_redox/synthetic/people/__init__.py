"""Patients, their families, doctors, hospitals and insurers; from a seed, and nobody real.

Phone numbers are from ranges set aside for fiction, mail addresses from reserved domains, and
social security numbers from ranges that are never issued.
"""

from mock_redox.synthetic.people.cohort import SIZE, Cohort, Patient, cohort

__all__ = ["SIZE", "Cohort", "Patient", "cohort"]
