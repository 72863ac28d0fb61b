"""区划·机构·岗位: divisions, departments and posts."""
