from claims.wording.figures import read_figure
