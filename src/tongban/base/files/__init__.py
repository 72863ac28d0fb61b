"""文件: content-addressed storage outside the web root."""
