"""Many recordings in one run: `sadcoeff batch FOLDER -o OUT`.

recordings -> output_names -> groups -> an engine (local or Ray) of workers -> manifest
"""
