"""Column layouts of coefficient files, and the names of the 70 columns.  NumPy only.

Everything here works on 70 columns.  SadTalker's own face files have 73 (crop scale and offset
follow the 70).  Face trackers, and the NeRF and Gaussian talking heads that use them, have the
whole Deep3DFaceRecon vector of 257: identity 80, expression 64, texture 80, angles 3, lighting
27, translation 3.  Deep3DFaceRecon_pytorch itself saves these parts as arrays of their own.  An
expression alone has 64 columns and no head pose.

A crop says where in a picture its face was found: the picture's width and height, the scale that
brings the face to Deep3DFaceRecon's size, and the face's place x, y (up) in pixels.
"""

import numpy as np

from sadcoeff.motion.columns import ANGLE_NAMES, COLUMNS, EXPRESSION, TRANSLATION_NAMES

MAT_KEY = "coeff_3dmm"  # the 70 columns in a MAT file, as SadTalker names them
FULL_KEY = "coeff"  # the 257, as face trackers name them
EXPRESSION_ALONE = EXPRESSION.stop
WITH_CROP = 73
FULL = 257
PARTS = {"exp": 64, "angle": 3, "trans": 3}  # arrays of Deep3DFaceRecon_pytorch, and their columns
CROP_KEY = "transform_params"  # (N, 5), as PIRenderer, StyleTalk and DreamTalk name the crops
CROP_VALUES = 5
_PICTURE = 256.0  # pixels, the width and height of the pictures that SadTalker crops

# Median of 57 clips of talking people that StyleTalk and DreamTalk publish with their crops.
TYPICAL_CROP = np.array([_PICTURE, _PICTURE, 0.986, 129.6, 125.5], np.float32)
TYPICAL_CROP.setflags(write=False)
_IN_FULL = np.r_[80:144, 224:227, 254:257]  # where the 70 columns lie in the 257

TIME_NAME = "time_s"
CSV_NAMES = (
    TIME_NAME,
    *(f"exp_{i:02}" for i in range(64)),  # PCA weights have no unit
    *(f"{name}_rad" for name in ANGLE_NAMES),
    *(f"{name}_model_units" for name in TRANSLATION_NAMES),
)


def is_layout(columns: int) -> bool:
    """Whether rows of this many columns are coefficients: 64, 70 to 73, or 257."""
    return COLUMNS <= columns <= WITH_CROP or columns in (EXPRESSION_ALONE, FULL)


def from_layout(rows: np.ndarray) -> np.ndarray:
    """The 70 columns of rows (N, 64), (N, 70...73) or (N, 257): (N, 70); a pose of zero for 64."""
    if rows.shape[1] == FULL:
        return rows[:, _IN_FULL]
    if rows.shape[1] >= COLUMNS:
        return rows[:, :COLUMNS]
    return np.pad(rows, ((0, 0), (0, COLUMNS - rows.shape[1])))


def crop_of(rows: np.ndarray) -> np.ndarray | None:
    """The crop (5,) of the first of rows (N, 73); None for other layouts.

    The file does not say how large the picture was; those who read crops make nothing of it.
    """
    if rows.shape[1] != WITH_CROP:
        return None
    return np.array([_PICTURE, _PICTURE, *rows[0, COLUMNS:]])


def to_cropped(coeffs: np.ndarray, crop: np.ndarray) -> np.ndarray:
    """The 73 columns of (T, 70), with scale and place of a crop (5,): (T, 73) float32."""
    return np.hstack([coeffs, repeat_crop(crop, len(coeffs))[:, 2:]]).astype(np.float32)


def repeat_crop(crop: np.ndarray, num_frames: int) -> np.ndarray:
    """A crop (5,) in every frame, (T, 5) float32."""
    return np.repeat(crop[None].astype(np.float32), num_frames, axis=0)


def to_full(coeffs: np.ndarray) -> np.ndarray:
    """The 257 columns of (T, 70): (T, 257) float32, zero where sound tells nothing.

    Identity, texture and lighting belong to the face, and its owner has them.
    """
    full = np.zeros((len(coeffs), FULL), np.float32)
    full[:, _IN_FULL] = coeffs
    return full
