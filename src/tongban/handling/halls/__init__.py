"""大厅·窗口: who takes applications in, where, for whom."""
