"""What a content really is, judged by its bytes."""
