"""The buttons that give the list as a file."""

from django.http import HttpRequest
from django.urls import reverse

from areas.scope import holds


def export_links(request: HttpRequest) -> dict[str, str]:
    """Where the list with its present filter is given as XLSX and CSV; nowhere without the permission."""
    if not holds(request.user, "members.export"):
        return {}
    query = request.GET.copy()
    for name in ("after", "before", "as"):
        query.pop(name, None)
    url = reverse("members:export")
    csv = query.copy()
    csv["as"] = "csv"
    return {"xlsx_url": f"{url}?{query.urlencode()}", "csv_url": f"{url}?{csv.urlencode()}"}
