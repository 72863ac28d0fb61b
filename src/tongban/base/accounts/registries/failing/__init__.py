"""A registry that never answers: what a city has before it is connected to one."""
