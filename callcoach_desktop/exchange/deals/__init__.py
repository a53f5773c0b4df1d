"""Deals out of a CRM's CSV: HubSpot, Salesforce, Pipedrive and any other that has a heading line."""
