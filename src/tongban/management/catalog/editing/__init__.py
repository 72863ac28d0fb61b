"""The editor: an element of the table becomes inputs, and inputs become a guide again."""
