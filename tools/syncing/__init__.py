"""How the comparison of mouth and sound is fitted and measured."""
