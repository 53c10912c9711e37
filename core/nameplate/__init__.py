"""Names and profile attributes from identity providers into Atlassian Cloud, right for every region."""
