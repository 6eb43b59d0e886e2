"""What editors see in the CMS: forms, lists, reports, the front page."""
