"""Named arrays in one gzip file that the browser reads as well: see assets/preview/packed.js.

uint32 length of a JSON header that lists name, type, shape and scale of each array; the header;
then the arrays' bytes, little-endian.  Every part is padded to a multiple of 4 bytes.
"""

import gzip
import json
import struct
from collections.abc import Mapping

import numpy as np

Packed = tuple[np.ndarray, float]  # stored values, and by what they are multiplied when read


def pack(arrays: Mapping[str, Packed]) -> bytes:
    """The file's bytes; the same arrays give the same bytes."""
    listed = [[n, a.dtype.str[1:], a.shape, scale] for n, (a, scale) in arrays.items()]
    header = json.dumps(listed, separators=(",", ":")).encode()
    header += b" " * (-len(header) % 4)
    parts = [struct.pack("<I", len(header)), header]
    for values, _ in arrays.values():
        content = values.astype(values.dtype.newbyteorder("<")).tobytes()
        parts.append(content + bytes(-len(content) % 4))
    return gzip.compress(b"".join(parts), mtime=0)


def unpack(content: bytes) -> dict[str, np.ndarray]:
    """The arrays of `pack`, multiplied by their scales: float32, or as they are where it is 1."""
    plain = gzip.decompress(content)
    (length,) = struct.unpack_from("<I", plain)
    at, arrays = 4 + length, {}
    for name, kind, shape, scale in json.loads(plain[4:at]):
        count = int(np.prod(shape))
        values = np.frombuffer(plain, f"<{kind}", count, at).reshape(shape)
        arrays[name] = values if scale == 1 else values.astype(np.float32) * np.float32(scale)
        at += values.nbytes + -values.nbytes % 4
    return arrays
