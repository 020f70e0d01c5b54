"""Decode one file by FFmpeg's libraries: a program of its own, so that a crash ends nothing else.

    python -m decoder ORDER < file > records

It is run from the folder above, as a package of its own that imports nothing of the one around
it, which would take seconds; hence its relative imports.  ORDER is the JSON that `ffmpeg` gives.
A record is a line of JSON: {"samples": bytes, ...} with the bytes behind it,
{"silence": samples, ...}, and as the last one {"end": account} or {"error": why}.

A file is data.  What it is opened as is given, not guessed, and only the codecs in ORDER run; the
system refuses this process any other file, any address, and time or memory beyond its limits.
"""
