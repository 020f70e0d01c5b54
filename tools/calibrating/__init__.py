"""How the calibrated face is fitted: measured clips in, a linear map and its scores out."""
