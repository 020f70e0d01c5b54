"""Column layouts of coefficient files, and the names of the 70 columns.  NumPy only.

Everything here works on 70 columns.  SadTalker's own face files have 73 (crop scale and offset
follow the 70).  Face trackers, and the NeRF and Gaussian talking heads that use them, have the
whole Deep3DFaceRecon vector of 257: identity 80, expression 64, texture 80, angles 3, lighting
27, translation 3.
"""

import numpy as np

from sadcoeff.motion.columns import ANGLE_NAMES, COLUMNS, TRANSLATION_NAMES

MAT_KEY = "coeff_3dmm"  # the 70 columns in a MAT file, as SadTalker names them
FULL_KEY = "coeff"  # the 257, as face trackers name them
WITH_CROP = 73
FULL = 257
_IN_FULL = np.r_[80:144, 224:227, 254:257]  # where the 70 columns lie in the 257

CSV_NAMES = (
    "time_s",
    *(f"exp_{i:02}" for i in range(64)),  # PCA weights have no unit
    *(f"{name}_rad" for name in ANGLE_NAMES),
    *(f"{name}_model_units" for name in TRANSLATION_NAMES),
)


def is_layout(columns: int) -> bool:
    """Whether rows of this many columns are coefficients: 70 to 73, or 257."""
    return COLUMNS <= columns <= WITH_CROP or columns == FULL


def from_layout(rows: np.ndarray) -> np.ndarray:
    """The 70 columns of rows (N, 70...73) or (N, 257): (N, 70)."""
    return rows[:, _IN_FULL] if rows.shape[1] == FULL else rows[:, :COLUMNS]


def to_full(coeffs: np.ndarray) -> np.ndarray:
    """The 257 columns of (T, 70): (T, 257) float32, zero where sound tells nothing.

    Identity, texture and lighting belong to the face, and its owner has them.
    """
    full = np.zeros((len(coeffs), FULL), np.float32)
    full[:, _IN_FULL] = coeffs
    return full
