"""Copies the files that pages serve out of ``node_modules`` into the static folder.

``make setup`` runs it after ``npm ci --ignore-scripts``. There is no bundler: each file is served
as its project published it. The copies are not kept in the repository.
"""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FONTS = ROOT / "node_modules/@expo-google-fonts/noto-sans-sc"
SERIF = ROOT / "node_modules/@expo-google-fonts/noto-serif-sc"
TARGET = ROOT / "src/tongban/base/pages/static/vendor"

FILES = {
    FONTS / "400Regular/NotoSansSC_400Regular.ttf": TARGET / "fonts/NotoSansSC-Regular.ttf",
    SERIF / "500Medium/NotoSerifSC_500Medium.ttf": TARGET / "fonts/NotoSerifSC-Medium.ttf",
    FONTS / "700Bold/NotoSansSC_700Bold.ttf": TARGET / "fonts/NotoSansSC-Bold.ttf",
    # The Open Font License asks that its text goes wherever the font goes.
    FONTS / "LICENSE_FONT": TARGET / "fonts/OFL.txt",
}


def copy_vendor_files(files: dict[Path, Path]) -> list[Path]:
    """Copy what is missing or different; return the targets that were written.

    Raises FileNotFoundError naming the first source that is not there.
    """
    written = []
    for source, target in files.items():
        size = source.stat().st_size
        if target.exists() and target.stat().st_size == size:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        # Written beside and moved: a copy that was interrupted never looks complete.
        part = target.with_name(f".{target.name}.part")
        shutil.copyfile(source, part)
        part.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    try:
        copy_vendor_files(FILES)
    except FileNotFoundError as missing:
        sys.exit(f"vendor: {missing.filename} is missing; run `npm ci --ignore-scripts` first")
