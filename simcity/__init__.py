"""simcity: does sharing what a city knows bring help inside the golden time?"""

__version__ = "0.1.0"
