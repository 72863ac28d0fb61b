"""对外接口: the open interface."""
