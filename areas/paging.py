"""The address of the next page of a list that runs back in time."""

from django.http import HttpRequest

from areas.selectors import Page


def further(request: HttpRequest, page: Page) -> str:
    """Return the address of the page after this one, with the filter as it is; "" on the last one."""
    if not page.last:
        return ""
    query = request.GET.copy()
    query["before"] = page.last
    return f"?{query.urlencode()}"
