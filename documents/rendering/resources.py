"""What a paper may load: faces of the typeface, files under static/, and data: URIs. Nothing else, no network."""

from functools import cache
from mimetypes import guess_type
from pathlib import Path

from django.conf import settings
from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from documents.rendering import fonts

STYLESHEET = Path("papers") / "papers.css"


class ResourceRefused(FatalURLFetchingError):
    """Raised when a paper asks for something outside the project; the paper is not made."""


class PapersFetcher(URLFetcher):
    """Answers ``face:regular`` and the like, ``static:img/…`` and ``data:``; refuses every other address."""

    def __init__(self):
        super().__init__(allowed_protocols=("data", "face", "static"), allow_redirects=False)

    def fetch(self, url, headers=None):
        scheme, _, rest = url.partition(":")
        if scheme == "data":
            return super().fetch(url, headers)
        if scheme == "face":
            return URLFetcherResponse(url, fonts.face(rest), {"Content-Type": "font/ttf"})
        if scheme == "static":
            return URLFetcherResponse(url, _static_file(rest), {"Content-Type": guess_type(rest)[0] or ""})
        raise ResourceRefused(f"a paper may not load {url}")


def _static_file(name: str) -> bytes:
    for folder in settings.STATICFILES_DIRS:
        root = Path(folder).resolve()
        path = (root / name).resolve()
        if path.is_relative_to(root) and path.is_file():
            return path.read_bytes()
    raise ResourceRefused(f"static/{name} does not exist")


@cache
def fetcher() -> PapersFetcher:
    """The one fetcher of this process."""
    return PapersFetcher()


@cache
def font_configuration() -> FontConfiguration:
    """The fonts of this process; setting them up costs more than a page, so it is done once."""
    return FontConfiguration()


@cache
def stylesheet() -> CSS:
    """The papers' CSS, parsed once, with the typeface loaded."""
    for folder in settings.TEMPLATES[0]["DIRS"]:
        path = Path(folder) / STYLESHEET
        if path.is_file():
            return CSS(string=path.read_text(encoding="utf-8"), url_fetcher=fetcher(), font_config=font_configuration())
    raise FileNotFoundError(f"templates/{STYLESHEET} is missing")
