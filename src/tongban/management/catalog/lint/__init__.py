"""The linter of guides: every rule has a number, and says all it finds at once.

``linting.lint`` runs them. Rules lie by topic in the files beside it; a number is never given to
another rule, so that departments can speak of it.
"""
