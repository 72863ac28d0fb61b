"""页面与我的空间: the portal's pages."""
