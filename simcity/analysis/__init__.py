"""What a run means: timelines, metrics, differences with intervals, and where the time was saved."""
