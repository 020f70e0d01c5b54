"""The exceptions for everything that a user can cause.

Every message is a sentence or two: what is wrong, with which file or value, and what to do.
"""


class SadCoeffError(Exception):
    """Base class: catch it to handle every mistake in input, files or settings."""


class AudioError(SadCoeffError):
    """A recording that cannot be used."""


class CoeffFileError(SadCoeffError):
    """A coefficient file that cannot be read or written."""


class WeightsError(SadCoeffError):
    """A checkpoint that cannot be used, found or fetched."""


class SettingError(SadCoeffError):
    """A setting outside its range: style, device, seed, a YAML file or a key of it."""


class DeviceError(SadCoeffError):
    """A processor that failed in the middle of a run and took the recording's data with it."""


class LiveError(SadCoeffError):
    """A live session that is used out of order."""


class FaceModelError(SadCoeffError):
    """A face model file that cannot be used."""


class BulkError(SadCoeffError):
    """A folder, list, manifest or cluster that a batch of recordings cannot use."""
