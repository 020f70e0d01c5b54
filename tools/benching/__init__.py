"""What `tools/bench.py` measures, one room for each thing that is measured."""
