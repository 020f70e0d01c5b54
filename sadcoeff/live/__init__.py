"""Coefficients while somebody speaks.

samples as they come -> pieces -> windows -> both networks -> head -> session: 70 columns a frame

`microphone` is one source of samples; `livelink` sends the frames on, `pace` no faster than wanted.
"""

from sadcoeff.live.head import HEAD_DELAY
from sadcoeff.live.session import LiveCoeffs
from sadcoeff.live.windows import EXPRESSION_DELAY

__all__ = ["EXPRESSION_DELAY", "HEAD_DELAY", "LiveCoeffs"]
