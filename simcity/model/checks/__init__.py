"""Checks across parts, one room for each kind of part; ``model.check`` runs them all."""
