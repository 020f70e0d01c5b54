"""Where the files lie that the program ships, and the folder for weights that are added later.

A checkout has `configs/` and `checkpoints/` beside the package.  A wheel carries them inside the
package, in `_data`: pyproject.toml puts them there when the wheel is built.
"""

from importlib.resources import files
from pathlib import Path

from platformdirs import user_data_path

_PACKAGE = Path(str(files("sadcoeff")))  # a real folder, since installers unpack wheels
_BUNDLED = _PACKAGE / "_data"
_INSTALLED = _BUNDLED.is_dir()
_SHIPPED = _BUNDLED if _INSTALLED else _PACKAGE.parent

ASSETS = _PACKAGE / "assets"
POSE_CONFIG = _SHIPPED / "configs" / "audio2pose.yaml"
EXP_CONFIG = _SHIPPED / "configs" / "audio2exp.yaml"
DEMO_WEIGHTS = _SHIPPED / "checkpoints" / "demo.safetensors"

# Fetched weights outlive an update of the package, so without a checkout they go to the user.
CHECKPOINTS = (
    user_data_path("sadcoeff", appauthor=False) / "checkpoints"
    if _INSTALLED
    else DEMO_WEIGHTS.parent
)
