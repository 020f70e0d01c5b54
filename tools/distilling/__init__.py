"""The rooms of `tools/distill.py`: data, augmentation, the two trainings, and the scores."""
