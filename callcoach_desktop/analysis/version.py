"""The number of the analysis, apart from what makes it: it is looked at before anything is analysed."""

VERSION = 20  # raised whenever the same words would give another analysis
