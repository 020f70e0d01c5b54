"""Many visitors at once on a real server; `tools/crowd.py` and the tests put it together."""
