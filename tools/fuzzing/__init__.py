"""The rooms of `tools/fuzz.py`: three corpora of hostile input, and the judge who opens them."""
