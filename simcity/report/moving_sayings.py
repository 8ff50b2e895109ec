"""What metrics of levels, of staging, of hospitals and of move-up are called in plain words."""

from __future__ import annotations

from simcity.report.label import Label

MOVING: dict[str, Label] = {
    "escalated": Label(
        "cases that grew graver",
        "the share of cases of {type} that grow graver",
        "more cases of {type} grow graver",
        "fewer cases of {type} grow graver",
        -1,
    ),
    "extra_share": Label(
        "cases that came to need the agency",
        "the share of cases of {type} that come to need {agency}",
        "more cases of {type} come to need {agency}",
        "fewer cases of {type} come to need {agency}",
        0,
    ),
    "extra_reached": Label(
        "of those that came to need the agency, reached by it",
        "the share reached by {agency} of cases of {type} that come to need it",
        "{agency} reaches more of the cases of {type} that come to need it",
        "{agency} reaches fewer of the cases of {type} that come to need it",
        1,
    ),
    "extra_mean": Label(
        "mean time from needing the agency until it is at the side",
        "the mean time from the moment at which cases of {type} come to need {agency} until it stands at the side",
        "{agency} stands at the side later after cases of {type} come to need it, on average,",
        "{agency} stands at the side sooner after cases of {type} come to need it, on average,",
        -1,
    ),
    "staged_share": Label(
        "cases at which the agency is held outside",
        "the share of cases of {type} at which units of {agency} are held outside",
        "units of {agency} are held outside at more cases of {type}",
        "units of {agency} are held outside at fewer cases of {type}",
        0,
    ),
    "staged_mean": Label(
        "mean time for which a unit is held outside",
        "the mean time for which units of {agency} are held outside at cases of {type}",
        "units of {agency} are held outside longer at cases of {type}, on average,",
        "units of {agency} are held outside less long at cases of {type}, on average,",
        0,
    ),
    "hospital_mean": Label(
        "mean time from onset until the first patient is at a hospital",
        "the mean time from the onset of {type} until {agency} has the first patient at a hospital",
        "{agency} has the first patient of cases of {type} at a hospital later, on average,",
        "{agency} has the first patient of cases of {type} at a hospital sooner, on average,",
        -1,
    ),
    "carried": Label(
        "patients brought, a day",
        "the number of patients a day who are brought to {centre}",
        "more patients are brought to {centre}",
        "fewer patients are brought to {centre}",
        0,
    ),
    "turnaround_mean": Label(
        "mean time from arriving at the hospital until handed over",
        "the mean time from arriving at {centre} until the patient is handed over",
        "patients are handed over later after arriving at {centre}, on average,",
        "patients are handed over sooner after arriving at {centre}, on average,",
        -1,
    ),
    "turnaround_p90": Label(
        "from arriving at the hospital until handed over, 9 of 10 within",
        "the time within which {centre} takes over 9 of 10 patients",
        "{centre} needs longer to take over 9 of 10 patients",
        "{centre} needs less time to take over 9 of 10 patients",
        -1,
    ),
    "moves": Label(
        "moves of free units to where they are to wait, a day",
        "the number of moves a day of free units of {centre}",
        "free units of {centre} are moved more often",
        "free units of {centre} are moved less often",
        0,
    ),
}
"""By the first word of a metric's id."""
