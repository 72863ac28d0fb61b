"""检索用词的编辑: groups of words, the changes that gather in a draft, and the table as a file."""
