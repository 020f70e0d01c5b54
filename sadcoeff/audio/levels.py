"""How loud a recording is, and what that means for the mouth."""


def rescale_integers(samples):
    return samples, []


def describe_level(samples):
    return []


def normalise(s):
    return s
