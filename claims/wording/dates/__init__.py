"""Dates: how days, and all that stands for a stretch of them, are read."""
