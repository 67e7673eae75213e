"""The READMEs' tables of results."""
