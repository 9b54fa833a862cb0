import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thai import sorting

thai_text = st.text(
    st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B) | st.sampled_from(" -.aZ09é"), max_size=20
)


def test_names_stand_in_dictionary_order():
    shuffled = [
        "แม่สาย",
        "เชียงแสน",
        "พาน",
        "เมืองเชียงราย",
        "แม่จัน",
        "เทิง",
        "ป่าแดด",
        "เวียงชัย",
        "ดอยหลวง",
        "ขุนตาล",
        "เชียงของ",
    ]
    assert sorted(shuffled, key=sorting.key) == [
        "ขุนตาล",
        "เชียงของ",
        "เชียงแสน",
        "ดอยหลวง",
        "เทิง",
        "ป่าแดด",
        "พาน",
        "เมืองเชียงราย",
        "แม่จัน",
        "แม่สาย",
        "เวียงชัย",
    ]


@pytest.mark.parametrize("vowel", "เแโใไ")
def test_a_leading_vowel_sorts_after_its_consonant(vowel):
    assert sorting.key(f"{vowel}ก") == f"ก{vowel}"
    assert sorting.key("กา") < sorting.key(f"{vowel}ก") < sorting.key("ขา")


def test_tone_marks_and_their_like_weigh_nothing():
    assert sorting.key("ก็กก่ก้ก๊ก๋ก์กํก๎") == "ก" * 9
    assert sorting.key("เก้า") == sorting.key("เกา")


def test_a_vowel_without_a_consonant_stays():
    assert sorting.key("เ") == "เ"
    assert sorting.key("เเก") == "เกเ"
    assert sorting.key("Anna 12") == "Anna 12"


def _in_sql(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT thai_key(%s)", [text])
        return cursor.fetchone()[0]


@pytest.mark.django_db
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=thai_text)
def test_the_database_and_python_have_the_same_key(text):
    assert _in_sql(text) == sorting.key(text)


@pytest.mark.django_db
def test_the_database_sorts_as_python_does_and_can_index_the_key():
    names = ["แม่สาย", "เชียงแสน", "พาน", "เมืองเชียงราย", "แม่จัน", "กา", "ขุนตาล", "Anna", "ใจดี", "จันทร์"]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE sorted_names (name text)")
        cursor.execute("INSERT INTO sorted_names SELECT unnest(%s::text[])", [names])
        cursor.execute('CREATE INDEX ON sorted_names (thai_key(name) COLLATE "C")')
        cursor.execute('SELECT name FROM sorted_names ORDER BY thai_key(name) COLLATE "C"')
        assert [name for (name,) in cursor.fetchall()] == sorted(names, key=sorting.key)
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        cursor.execute('EXPLAIN SELECT name FROM sorted_names ORDER BY thai_key(name) COLLATE "C" LIMIT 3')
        assert "Index Scan" in str(cursor.fetchall())


@pytest.mark.django_db
def test_the_database_can_search_by_parts_of_a_thai_word():
    with connection.cursor() as cursor:
        cursor.execute("SELECT similarity('เชียงราย', 'เชียงใหม่') > 0, word_similarity('สมหญิง', 'นางสมหญิง') > 0")
        assert cursor.fetchone() == (True, True)


@pytest.mark.django_db
def test_the_expression_of_a_query_is_the_one_of_an_index():
    from django.contrib.contenttypes.models import ContentType

    from thai.expressions import thai_key

    query = str(ContentType.objects.order_by(thai_key("model")).query)
    assert 'ORDER BY thai_key("django_content_type"."model") COLLATE "C"' in query
    list(ContentType.objects.order_by(thai_key("model")))
