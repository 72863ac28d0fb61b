"""Documents of acts: templates, numbers, signing, service, publication."""
