"""The page's parts, which `app.py` puts together."""
