"""Links at work: one centre tells another, shows it a picture, or brings it footage."""

from simcity.engine.sharing.fetching import fetch
from simcity.engine.sharing.grading import spread
from simcity.engine.sharing.locating import located
from simcity.engine.sharing.safety import hear_late, pass_on, secure
from simcity.engine.sharing.showing import on_the_way, show
from simcity.engine.sharing.telling import tell

__all__ = ["fetch", "hear_late", "located", "on_the_way", "pass_on", "secure", "show", "spread", "tell"]
