"""Files that people of the stories hand in: photographs, the copy of a card, a signed paper; all of them drawn."""

from pathlib import Path

from PIL import Image, ImageDraw
from weasyprint import HTML

from reports.demo.progress import photograph


def photographs(folder: Path, *, number: int, shots: int) -> list[Path]:
    """Write drawn photographs of a project's work, as a telephone keeps them."""
    written = []
    for shot in range(1, shots + 1):
        file = folder / f"กิจกรรม-{number}-{shot}.jpg"
        file.write_bytes(photograph(number=number, shot=shot).read())
        written.append(file)
    return written


def card_copy(folder: Path, name: str) -> Path:
    """Write the photograph of a card that is nobody's: a face, lines in the place of words."""
    card = Image.new("RGB", (860, 540), "#dfe9f2")
    draw = ImageDraw.Draw(card)
    draw.rounded_rectangle((12, 12, 848, 528), 24, outline="#7d94ab", width=5, fill="#eef4f8")
    draw.rectangle((640, 250, 812, 470), fill="#c8d3dd")
    draw.ellipse((690, 280, 762, 360), fill="#9a7a63")
    draw.rounded_rectangle((670, 375, 782, 470), 20, fill="#7a3b8f")
    for at in range(6):
        draw.rectangle((60, 120 + at * 58, 380 + at * 37 % 190, 142 + at * 58), fill="#aab9c6")
    draw.line((60, 500, 590, 60), fill="#b23b3b", width=6)  # a line across, as copies are marked
    file = folder / name
    card.save(file, "PNG")
    return file


def signed_paper(folder: Path, name: str, *lines: str) -> Path:
    """Write a paper as a scanner gives it: its words, and the stroke of a pen for each who signed."""
    words = "".join(f"<p>{line}</p>" for line in lines)
    stroke = "<path d='M5 40 Q 30 5 55 35 T 110 30 T 205 38' stroke='#1d3f8f' stroke-width='3' fill='none'/>"
    pen = f"<svg width='220' height='60'>{stroke}</svg>"
    file = folder / name
    file.write_bytes(HTML(string=f"<html lang='th'><body>{words}{pen}{pen}</body></html>").write_pdf())
    return file
