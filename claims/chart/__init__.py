"""Pictures of what is said about a claim: a number line, a tree of options, and a sketch for a row of a list."""

from claims.chart.number_line import Chart, draw
from claims.chart.sketches import Sketch, sketch
from claims.chart.strokes import Gap, Row
from claims.chart.tree import Place, Tree, draw_tree

__all__ = ["Chart", "Gap", "Place", "Row", "Sketch", "Tree", "draw", "draw_tree", "sketch"]
