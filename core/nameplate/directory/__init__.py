"""The Atlassian directory over SCIM, and a sandbox that stands in for it."""
