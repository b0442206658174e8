"""What ends a measurement without a figure."""


class MeasurementFailed(Exception):
    """A figure could not be had; the message says why, for the person who reads the report."""
