"""Figures: how counts, amounts and shares are read."""
