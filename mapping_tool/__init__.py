"""From a floor plan to a calibrated store."""
