"""What the C library does with memory that the networks give back between batches."""

import torch

_LARGEST = 31 << 20  # bytes; glibc takes no block of over 32 MiB for a measure


def keep_freed_blocks() -> None:
    """Have glibc keep freed blocks of up to 31 MB for the next batch, 62 MB of them in all.

    Else it gives some back to the system, which hands them out again as pages that have to be
    cleared one by one: a twentieth of a run's time, and half of the mel's.  A block as large that
    is freed raises both of its limits for good (mallopt(3), M_MMAP_THRESHOLD).  With another C
    library nothing happens.
    """
    torch.empty(_LARGEST, dtype=torch.uint8)
