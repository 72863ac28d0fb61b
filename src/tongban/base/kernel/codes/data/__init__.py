"""Tables that the codes are judged by."""
