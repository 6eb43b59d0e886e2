"""Lists of the CMS for keeping articles true: drift, freshness, what readers asked, links."""
