"""Make docs/images/preview.png: the example's preview as a terminal shows it, drawn by headless Chromium.

python scripts/make_pictures.py
"""

import asyncio
import shutil
import subprocess
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME

from nameplate.config import load_config
from nameplate.planning import PreviewOptions, preview
from nameplate.plugins import load_plugins
from nameplate.reports.table import print_table

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "images" / "preview.png"
WIDTH, SIZE = 96, "1000,1260"
PAGE = """<!doctype html><meta charset="utf-8"><style>{stylesheet}
body {{ margin: 0; padding: 24px; background: #16181d; color: #d6dae2; }}
pre {{ margin: 0; font: 15px/1.4 "DejaVu Sans Mono", "Noto Sans Mono", "Noto Sans Mono CJK JP", monospace; }}
</style><pre>{code}</pre>"""


def drawn(folder: Path) -> Path:
    """The preview of examples/acme as an HTML page."""
    plugins = load_plugins()
    config = load_config(ROOT / "examples" / "acme" / "nameplate.yaml", plugins.connectors)
    options = PreviewOptions(regions=("japan", "budapest"))
    console = Console(record=True, width=WIDTH, force_terminal=True, color_system="truecolor", file=StringIO())
    with asyncio.run(preview(config, plugins, out=folder / "plan.db", options=options)) as plan:
        print_table(plan, console)
    page = folder / "preview.html"
    page.write_text(console.export_html(theme=SVG_EXPORT_THEME, code_format=PAGE, inline_styles=False), "utf-8")
    return page


def main() -> None:
    """Write the picture."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("Chromium is needed to draw the picture.")
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={SIZE}"]
        page = drawn(Path(folder))
        profile = f"--user-data-dir={folder}/profile"
        subprocess.run([chromium, *flags, profile, f"--screenshot={PICTURE}", page.as_uri()], check=True)
    print(f"{PICTURE} is drawn.")


if __name__ == "__main__":
    main()
