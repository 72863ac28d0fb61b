"""政务服务管理平台, the management platform."""
