"""The rooms of `tools/fuzz.py`: four corpora of hostile input, and the judge who opens them."""
