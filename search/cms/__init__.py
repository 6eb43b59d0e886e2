"""Search in the CMS: synonyms, what people search for, and what waits on the front page."""
