"""设置·路由·命令行·嵌入数据库: puts the floors together and starts them."""
