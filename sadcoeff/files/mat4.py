"""A look at the sizes in a MAT file of level 4 before scipy reads it.

scipy's reader (seen in 1.17) goes on wherever a size leads, so that a negative one has it read the
same variable for ever.  The layout is that of MathWorks' "MAT-File Format", level 4: five 32-bit
numbers (kind, rows, columns, whether complex, bytes of the name), the name, and the values.
"""

import struct
from pathlib import Path

_HEAD_BYTES = 20
_LARGEST_KIND = 5000  # beyond, the number is of the other byte order
_VALUE_BYTES = (8, 4, 4, 2, 2, 1)  # by the tens of the kind
_SPARSE = 2  # the units of the kind
_LONGEST_NAME = 4096


def check_level4(path: Path) -> None:
    """Raise ValueError, IndexError or struct.error if a size leads nowhere.

    Files of other levels pass.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        first = file.read(4)
        if 0 not in first:  # by which scipy knows the level as well
            return
        order = "<" if 0 <= struct.unpack("<i", first)[0] <= _LARGEST_KIND else ">"
        place = 0
        while place < size:
            file.seek(place)
            place += _variable_bytes(*struct.unpack(f"{order}5i", file.read(_HEAD_BYTES)))
    if place > size:
        raise ValueError(f"The last variable ends at {place} in a file of {size} bytes.")


def _variable_bytes(kind: int, rows: int, columns: int, is_complex: int, name: int) -> int:
    """Bytes of a variable from its header on."""
    if min(kind, rows, columns) < 0 or not 0 <= name <= _LONGEST_NAME:
        raise ValueError(f"A variable of {rows} x {columns} has a name of {name} bytes.")
    values = rows * columns * _VALUE_BYTES[kind // 10 % 10]
    parts = 2 if is_complex == 1 and kind % 10 != _SPARSE else 1
    return _HEAD_BYTES + name + parts * values
