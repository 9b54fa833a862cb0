"""The pages of the papers: listed and opened inside one's area, every opening recorded."""

from datetime import date

import pytest
from django.urls import reverse

from areas.models import PersonalDataAccess
from documents import selectors, services
from documents.models import Document

pytestmark = pytest.mark.usefixtures("in_2017")
PDF = b"%PDF-1.7 a paper"


@pytest.fixture
def paper(people, monkeypatch):
    """Give a function that issues a paper without drawing it."""
    monkeypatch.setattr("documents.rendering.pages", lambda pdf: 2)

    def issue(*, amphoe="5714", number="7/2561", province="57", **changed) -> Document:
        facts = {
            "kind": Document.Kind.RECEIPT,
            "number": number,
            "subject": "contract:1",
            "title": f"ใบเสร็จรับเงิน {number}",
            "template": "papers/receipt.html",
            "context": {},
            "province": province,
            "amphoe": amphoe,
            "as_of": date(2018, 7, 23),
            "issued_on": date(2018, 7, 23),
            "by": people.users["accountant"],
            "pdf": PDF,
        }
        return services.issue(**(facts | changed))

    return issue


def test_papers_are_listed_inside_ones_area(log_in, paper):
    here, there = paper(), paper(amphoe="5705", number="8/2561")
    page = log_in("khuntan").get(reverse("documents:list")).content.decode()
    assert here.title in page
    assert there.title not in page
    page = log_in("secretary").get(reverse("documents:list"), {"number": "8/"}).content.decode()
    assert there.title in page
    assert here.title not in page


def test_a_paper_opens_as_it_was_issued_and_the_opening_is_recorded(log_in, people, paper):
    document = paper()
    answer = log_in("khuntan").get(reverse("documents:open", args=[document.pk]))
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Cache-Control"] == "private, no-store"
    download = log_in("khuntan").get(reverse("documents:download", args=[document.pk]))
    assert download["Content-Disposition"].startswith("attachment")
    assert list(PersonalDataAccess.objects.order_by("pk").values_list("action", "subject")) == [
        ("VIEW", f"document:{document.pk}"),
        ("EXPORT", f"document:{document.pk}"),
    ]


def test_a_paper_of_another_area_is_not_there(log_in, paper):
    document = paper(amphoe="5705")
    for name in ("documents:open", "documents:download"):
        assert log_in("khuntan").get(reverse(name, args=[document.pk])).status_code == 404
    assert log_in("admin").get(reverse("documents:open", args=[document.pk])).status_code == 403
    assert not PersonalDataAccess.objects.exists()


def test_papers_about_one_thing_are_listed_for_its_page(paper):
    document = paper(is_draft=True)
    paper(subject="contract:2", number="9/2561")
    assert [row["url"] for row in selectors.papers_list(subject="contract:1")] == [
        reverse("documents:open", args=[document.pk])
    ]


def test_the_list_takes_the_same_few_queries_with_many_papers(log_in, paper, django_assert_max_num_queries):
    client = log_in("secretary")
    for number in range(3):
        paper(number=f"{number}/2561")
    client.get(reverse("documents:list"))
    with django_assert_max_num_queries(20) as few:
        client.get(reverse("documents:list"))
    for number in range(3, 120):
        paper(number=f"{number}/2561")
    with django_assert_max_num_queries(20) as many:
        client.get(reverse("documents:list"))
    assert len(many) == len(few)
