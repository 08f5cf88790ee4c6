"""How far can the reader be trusted? Readings of rows it was not trained on, calibration, limits, bounds."""
