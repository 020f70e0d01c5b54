"""Our files in real Blender; `tools/blender.py` runs it."""
