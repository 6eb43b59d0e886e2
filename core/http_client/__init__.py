"""What lies outside the site: addresses that somebody wrote, and films shown elsewhere."""
