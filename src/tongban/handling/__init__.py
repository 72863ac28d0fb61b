"""业务办理系统, the handling system."""
