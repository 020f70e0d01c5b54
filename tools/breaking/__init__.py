"""Writing coefficient files while something breaks; `tools/faults.py` and the tests run it."""
