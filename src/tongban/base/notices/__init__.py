"""消息: templates, outbox and channels."""
