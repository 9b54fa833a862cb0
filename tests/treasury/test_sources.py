"""From an entry to what caused it: in words, and one click away."""

import pytest

from treasury import sources


@pytest.mark.parametrize(
    ("source", "words", "url"),
    [
        ("receipt:12", "ใบเสร็จรับเงิน", "/repayments/receipts/12/"),
        ("contract:3:replay:2", "สัญญา", "/repayments/contracts/3/"),
        ("drawing:57:ชุดโอน 8", "ชุดโอน 8", "/loans/transfers/8/"),
        ("drawing:57:SUBSIDY:ชุดโอน 2 #2", "ชุดโอน 2 #2", "/loans/transfers/2/"),
        ("drawing:57:ฎีกา 4/2561", "ฎีกา 4/2561", ""),
        ("allocation:57:ADMINISTRATION:สกส. 41/2561", "สกส. 41/2561", ""),
        (
            "allowance:57:2018-09-30:2",
            "ค่าเผื่อหนี้สงสัยจะสูญ ณ วันที่ 30 ก.ย. 2561",
            "/treasury/allowance/?province=57&as_of=2018-09-30",
        ),
        ("year:57:2561:1", "ปิดบัญชีปีงบประมาณ 2561", "/treasury/years/2561/?province=57"),
        ("remittance:57:2018-07", "กรกฎาคม 2561", "/treasury/months/2018-07/?province=57"),
        ("old_debt:4", "หนี้ตามทะเบียนเดิม", "/repayments/contracts/4/"),
    ],
)
def test_a_source_is_named_in_words_and_leads_to_its_page(source, words, url):
    assert (sources.name_of(source), sources.url_of(source)) == (words, url)
