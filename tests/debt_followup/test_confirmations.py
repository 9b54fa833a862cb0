"""The September confirmation: one letter for each open debtor as of 30 September, in one batch."""

import subprocess
from datetime import date, time
from decimal import Decimal

import pytest
from django.urls import reverse

from areas.models import Office, Signatory
from debt_followup import selectors, services
from debt_followup.jobs import confirmations as jobs
from debt_followup.models import Confirmation, ConfirmationBatch
from debt_followup.selectors.legal import Addressee
from documents.models import Document
from documents.rendering import render_pdf
from jobs.models import JobRun
from jobs.services import ensure_run, work
from loans.models import Contract
from repayments.models import Receipt
from repayments.rules import allocate
from repayments.selectors import payments_of, terms_of
from tests.debt_followup.conftest import AS_OF
from tests.debt_followup.old_registers import debt, taken_in
from tests.documents.reading import text_of
from tests.repayments import factories
from thai.digits import to_thai
from thai.refusals import Refusal

JOB = jobs.ConfirmationJob()


def start(users, on=date(2018, 10, 1)):
    return services.start_confirmations(province="57", as_of=AS_OF, by=users["secretary"], on=on)


def done(run):
    assert work(run_id=run.pk)
    run.refresh_from_db()
    return run


def periods(on):
    return [due.period for due in JOB.due(on=on) if due.province == "57"]


# -- when -------------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-DEBT-07")
def test_it_is_due_on_30_september_of_each_year_and_not_a_day_earlier(loans):
    assert periods(date(2018, 9, 29)) == []
    assert periods(date(2018, 9, 30)) == ["2018-09-30"]
    assert periods(date(2020, 1, 1)) == ["2018-09-30", "2019-09-30"]


def test_a_province_catches_up_from_the_day_it_came_into_service_only(loans):
    Office.objects.filter(province="57", amphoe=None).update(in_service_on=date(2019, 1, 1))
    assert periods(date(2020, 1, 1)) == ["2019-09-30"]


def test_a_province_that_has_lent_nothing_has_nobody_to_write_to(loans):
    Office.objects.create(province_id="10", name="อกส.กทม.", address="กทม.", in_service_on=date(2016, 10, 1))
    assert {due.province for due in JOB.due(on=date(2020, 1, 1))} == {"57"}


def test_debts_of_an_old_register_are_asked_about_from_the_day_it_was_taken_over(users, db):
    taken_in([debt("1/2557")], users, on=date(2017, 10, 1))
    assert periods(date(2018, 9, 29)) == []
    assert periods(date(2018, 9, 30)) == ["2018-09-30"]


@pytest.mark.parametrize(
    ("as_of", "on", "sentence"),
    [
        (date(2018, 9, 30), date(2018, 9, 29), "ยังไม่ถึงวันที่ 30 ก.ย. 2561"),
        (date(2018, 9, 29), date(2018, 10, 1), "ณ วันที่ 30 กันยายนเท่านั้น"),
        (date(2016, 9, 30), date(2018, 10, 1), "เริ่มใช้ระบบวันที่ 1 ต.ค. 2559"),
    ],
)
def test_a_day_that_cannot_be_confirmed_is_refused_in_words(loans, users, as_of, on, sentence):
    with pytest.raises(Refusal) as refused:
        services.start_confirmations(province="57", as_of=as_of, by=users["secretary"], on=on)
    assert sentence in str(refused.value)
    assert not JobRun.objects.filter(job=jobs.NAME).exists()


# -- what -------------------------------------------------------------------------------------------------------------
def owed_by_the_rule(contract):
    from loans.selectors import schedule_of

    return allocate(
        instalments=schedule_of(contract),
        payments=payments_of([contract.pk]).get(contract.pk, ()),
        as_of=AS_OF,
        terms=terms_of(contract),
    )


@pytest.mark.requirement("R-DEBT-07")
def test_every_open_debtor_gets_one_letter_with_what_the_rule_says_she_owes(loans, users, quick_papers):
    run = done(start(users))
    assert run.state == JobRun.State.DONE
    letters = {row.contract_id: row for row in Confirmation.objects.filter(run=run).select_related("document")}
    assert set(letters) == {contract.pk for contract in loans}
    for contract in loans:
        rule, letter = owed_by_the_rule(contract), letters[contract.pk]
        assert letter.principal == rule.principal_left
        assert letter.contract_interest == rule.due("CONTRACT_INTEREST")
        assert letter.default_interest == rule.due("DEFAULT_INTEREST")
        assert letter.credit == rule.credit
        assert letter.document.context["balance"]["total"] == str(letter.total)
        assert letter.as_of == AS_OF


def test_an_unpaid_instalment_bears_seven_and_a_half_per_cent_until_30_september(loans, users, quick_papers):
    done(start(users))
    unpaid = Confirmation.objects.get(contract=loans[2])
    # 200,000 baht in four: 50,000 of principal are due since 5 July, 87 days at 7.5 % / 360
    assert unpaid.principal == Decimal("200000.00")
    assert unpaid.default_interest == Decimal("906.25")
    assert unpaid.next_due_on == date(2019, 1, 5)
    assert unpaid.document.context["next_due_on"] == "2019-01-05"


def test_a_payment_with_a_later_value_date_is_not_in_the_letter(loans, users, people, quick_papers):
    factories.receipted(
        people, factories.paid(loans[2], "30000.00", on=date(2018, 10, 1), at=time(9, 0)), on=date(2018, 10, 2)
    )
    done(start(users, on=date(2018, 10, 2)))
    assert Confirmation.objects.get(contract=loans[2]).principal == Decimal("200000.00")


def test_a_debtor_whose_money_in_advance_covers_all_gets_no_letter(loans, users, people, quick_papers):
    factories.receipted(
        people, factories.paid(loans[2], "240000.00", on=date(2018, 9, 28), at=time(9, 0)), on=date(2018, 9, 28)
    )
    run = done(start(users))
    letters = set(Confirmation.objects.filter(run=run).values_list("contract_id", flat=True))
    assert letters == {loans[0].pk, loans[1].pk}
    assert (run.done, run.total) == (3, 3)


def test_a_surplus_is_taken_off_the_total_and_named_in_the_letter(loans, users, people, quick_papers):
    factories.receipted(
        people, factories.paid(loans[0], "1000.00", on=date(2018, 9, 28), at=time(9, 0)), on=date(2018, 9, 28)
    )
    done(start(users))
    letter = Confirmation.objects.get(contract=loans[0])
    assert letter.credit > 0
    assert letter.document.context["balance"]["credit"] == str(letter.credit)
    assert letter.total == letter.principal + letter.contract_interest + letter.default_interest - letter.credit


def test_a_letter_that_cannot_be_drawn_is_told_of_and_leaves_no_gap(loans, users, quick_papers):
    from documents import rendering

    class FallsOver(rendering.Filler):
        def render(self, *, template, context):
            if context["contract_number"] == loans[0].label:
                raise Refusal("วาดไม่ได้")
            return super().render(template=template, context=context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("documents.rendering.Filler", FallsOver)
        run = done(start(users))
    assert run.state == JobRun.State.DONE
    assert [one.item for one in run.failures.all()] == [loans[0].label]
    numbers = Document.objects.filter(kind=Document.Kind.CONFIRMATION).order_by("pk").values_list("number", flat=True)
    assert [number.rpartition("/")[2] for number in numbers] == ["1", "2"]


def test_what_is_booked_while_the_letters_run_is_in_none_of_them(loans, users, people, quick_papers, monkeypatch):
    from jobs.services import _begin, _chunk

    monkeypatch.setattr(jobs, "CHUNK", 1)
    run = start(users)
    _begin(run.pk)
    assert _chunk(run.pk)  # takes the moment
    assert _chunk(run.pk)
    assert Confirmation.objects.count() == 1
    factories.receipted(
        people, factories.paid(loans[2], "30000.00", on=date(2018, 9, 20), at=time(9, 0)), on=date(2018, 10, 1)
    )
    done(run)
    letters = Confirmation.objects.all()
    assert letters.get(contract=loans[2]).principal == Decimal("200000.00")
    [moment] = set(letters.values_list("known_at", flat=True))
    run.refresh_from_db()
    assert run.started_at <= moment < Receipt.objects.latest("pk").issued_at


def test_who_pays_all_off_while_the_letters_run_still_gets_the_letter_of_the_moment(
    loans, users, people, quick_papers, monkeypatch
):
    from jobs.services import _begin, _chunk

    monkeypatch.setattr(jobs, "CHUNK", 1)
    run = start(users, on=AS_OF)
    _begin(run.pk)
    assert _chunk(run.pk)
    factories.receipted(people, factories.paid(loans[2], "240000.00", on=AS_OF, at=time(9, 0)), on=AS_OF)
    Contract.objects.filter(pk=loans[2].pk).update(state=Contract.State.CLOSED, closed_on=AS_OF)
    done(run)
    assert Confirmation.objects.get(contract=loans[2]).principal == Decimal("200000.00")


def test_who_stands_in_a_debtors_place_is_written_to_as_such(loans, users, quick_papers, monkeypatch):
    contract = loans[0]
    woman = contract.parties.get(role="REPRESENTATIVE")
    heir = Addressee(woman.pk, "นายทายาท ใจดี", "1 หมู่ 1", "ทายาท", file_id=1)
    real = selectors.addressees_of
    monkeypatch.setattr(
        selectors, "addressees_of", lambda keys: {**real(keys), **{key: (heir,) for key in keys if key == contract.pk}}
    )
    done(start(users))
    letter = Confirmation.objects.get(contract=contract)
    said = letter.document.context
    assert (letter.document.addressee, said["to"]) == (heir.name, heir.name)
    assert (said["stands_for"], said["stands_as"]) == (woman.name, "ทายาท")
    text = text_of(render_pdf(template="papers/confirmation.html", context=said))
    words = "".join(text.split())
    assert "".join(f"ตามที่ {woman.name} ได้กู้ยืมเงิน".split()) in words
    assert "".join(f"ชื่อผู้กู้ {woman.name}".split()) in words
    others = [one.document.context for one in Confirmation.objects.exclude(pk=letter.pk)]
    assert not any("stands_for" in one for one in others)


def test_interest_of_before_a_restructuring_is_a_line_of_its_own_and_in_the_total(loans, users, monkeypatch):
    real = jobs.standings

    def with_frozen(**asked):
        found = real(**asked)
        monkeypatch.setattr(type(found[loans[2].pk]), "frozen", property(lambda _self: Decimal("111.11")))
        return found

    monkeypatch.setattr(jobs, "standings", with_frozen)
    done(start(users))
    letter = Confirmation.objects.get(contract=loans[2])
    assert letter.frozen == Decimal("111.11")
    assert letter.total == letter.principal + letter.contract_interest + letter.default_interest + letter.frozen
    text = "".join(text_of(bytes(letter.document.file.pdf)).split())
    assert "ดอกเบี้ยเบี้ยปรับที่พักไว้" in text
    assert to_thai("111.11") in text


def test_the_letters_are_numbered_without_a_gap(loans, users, quick_papers):
    done(start(users))
    numbers = Document.objects.filter(kind=Document.Kind.CONFIRMATION).order_by("pk").values_list("number", flat=True)
    assert [number.rpartition("/")[2] for number in numbers] == ["1", "2", "3"]
    assert len(set(numbers)) == 3


def test_the_letters_are_in_the_order_in_which_they_are_handed_out(loans, users, quick_papers):
    run = done(start(users))
    places = list(Confirmation.objects.filter(run=run).order_by("pk").values_list("amphoe_id", flat=True))
    assert places == sorted(places)


def test_the_batches_hold_every_letter_once_each_of_one_amphoe(loans, users, quick_papers):
    run = done(start(users))
    batches = ConfirmationBatch.objects.filter(run=run).order_by("amphoe_id").select_related("letters")
    assert [one.letters.amphoe_id for one in batches] == [one.amphoe_id for one in batches]
    assert sum(one.letters.pages for one in batches) == sum(one.count for one in batches) == run.result["letters"] == 3
    held = [pk for one in batches for pk in one.letters.context["letters"]]
    assert held == list(Confirmation.objects.order_by("pk").values_list("document_id", flat=True))
    assert run.result["batches"] == batches.count()


@pytest.mark.requirement("R-DEBT-07")
def test_the_printed_letter_shows_the_figures_in_thai_digits(loans, users, tmp_path):
    run = done(start(users))
    text = ""
    for batch in ConfirmationBatch.objects.filter(run=run).select_related("letters__file"):
        assert batch.letters.pages == batch.count
        file = tmp_path / "batch.pdf"
        file.write_bytes(bytes(batch.letters.file.pdf))
        text += subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True, text=True).stdout
    for letter in Confirmation.objects.all():
        assert to_thai(f"{letter.principal:,.2f}") in text
        assert to_thai(f"{letter.total:,.2f}") in text
    assert "๓๐ กันยายน ๒๕๖๑" in text


# -- again, and after a fault -----------------------------------------------------------------------------------------
def test_done_twice_it_stays_the_same(loans, users, quick_papers):
    run = done(start(users))
    work(run_id=run.pk)
    again = ensure_run(job=jobs.NAME, province="57", period="2018-09-30", on=date(2018, 10, 2))
    work(run_id=again.pk)
    assert again.pk == run.pk
    assert Confirmation.objects.count() == 3
    assert sum(ConfirmationBatch.objects.values_list("count", flat=True)) == 3


def test_a_worker_lost_between_two_chunks_repeats_nothing_and_leaves_out_nothing(
    loans, users, quick_papers, monkeypatch
):
    monkeypatch.setattr(jobs, "CHUNK", 1)
    real, calls = jobs._issue, []

    def falls_over_at_the_second(*args):
        calls.append(args)
        real(*args)
        if len(calls) == 2:
            raise RuntimeError("power cut")

    monkeypatch.setattr(jobs, "_issue", falls_over_at_the_second)
    run = start(users)
    work(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, Confirmation.objects.count()) == (JobRun.State.FAILED, 1, 1)

    resumed = done(start(users))
    assert resumed.pk == run.pk
    assert resumed.state == JobRun.State.DONE
    assert Confirmation.objects.count() == 3
    numbers = Document.objects.filter(kind=Document.Kind.CONFIRMATION).order_by("pk").values_list("number", flat=True)
    assert [number.rpartition("/")[2] for number in numbers] == ["1", "2", "3"]


def test_after_a_cancelled_run_the_next_revision_writes_what_is_missing(loans, users, quick_papers, monkeypatch):
    from jobs.services import _begin, _chunk, cancel

    monkeypatch.setattr(jobs, "CHUNK", 1)
    run = start(users)
    _begin(run.pk)
    assert _chunk(run.pk)
    assert _chunk(run.pk)
    cancel(run=run)
    second = done(start(users))
    assert second.revision == 2
    assert Confirmation.objects.filter(run=run).count() == 1
    assert Confirmation.objects.filter(run=second).count() == 2
    assert sum(ConfirmationBatch.objects.filter(run=second).values_list("count", flat=True)) == 3
    assert not Confirmation.objects.filter(batch=None).exists()


def test_when_all_have_their_letter_another_start_is_refused(loans, users, quick_papers):
    done(start(users))
    with pytest.raises(services.AllConfirmed, match="ครบทุกสัญญาแล้ว"):
        start(users)
    assert JobRun.objects.filter(job=jobs.NAME).count() == 1


@pytest.mark.requirement("R-DEBT-07")
def test_debts_that_became_known_after_the_letters_wait_in_plain_sight_until_they_have_theirs(
    loans, users, quick_papers, log_in, business_date
):
    def left_out():
        return selectors.letters_left_out(user=users["secretary"], permission="debt.confirm_balances", on=later).count()

    later = date(2018, 10, 1)
    business_date(later)
    assert left_out() == 0  # the letters come by themselves
    done(start(users))
    taken_in([debt("1/2557"), debt("2/2557")], users, on=later)
    assert left_out() == 2
    secretary = log_in("secretary")
    mine = secretary.get(reverse("my_work")).content.decode()
    assert "สัญญาที่ยังไม่ได้รับหนังสือยืนยันยอดหนี้สิ้นเดือนกันยายน" in mine
    page = secretary.get(reverse("debt_followup:confirmations")).content.decode()
    assert "มี 2 สัญญาที่มีหนี้ ณ วันที่ 30 ก.ย. 2561 และยังไม่ได้รับหนังสือ" in page
    done(start(users, on=later))
    assert left_out() == 0
    assert Confirmation.objects.count() == 5


def test_without_a_signatory_the_run_stops_with_a_sentence_and_writes_nothing(loans, users, quick_papers):
    Signatory.objects.filter(purpose=Signatory.Purpose.CONFIRMATION).delete()
    run = done(start(users))
    assert run.state == JobRun.State.FAILED
    assert "ยังไม่ได้กำหนดผู้ลงนาม" in run.message
    assert not Confirmation.objects.exists()
