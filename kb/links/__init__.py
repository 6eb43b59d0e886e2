"""Finding the links of articles, and finding out whether they lead anywhere."""
