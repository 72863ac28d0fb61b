"""对接部门系统: cases that a department handles in a system of its own."""
