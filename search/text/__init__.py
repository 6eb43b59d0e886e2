"""Words and languages: analysis, spelling, and passages with the words marked."""
