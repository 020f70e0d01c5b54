"""Many recordings in one run: `python -m sadcoeff batch FOLDER -o OUT`.

inputs -> outputs (their names) -> groups -> an engine (local or Ray) of workers -> manifest
"""
