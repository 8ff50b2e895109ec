"""``python -m simcity`` is the simcity command."""

from simcity.cli import main

main()
