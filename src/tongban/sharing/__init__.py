"""数据共享平台, the data-sharing platform."""
