"""Numpy in, numpy out: projection, grouping, hotspots."""
