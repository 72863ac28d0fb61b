"""页面壳与样式: the page shell, tokens and components of every floor."""
