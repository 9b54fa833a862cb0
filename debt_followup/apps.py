from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DebtFollowupConfig(AppConfig):
    name = "debt_followup"
    verbose_name = _("ติดตามหนี้")

    def ready(self) -> None:
        """Have the letters of a call for the whole debt followed on their way, and arrears kept with every replay."""
        from debt_followup import exports, verification  # noqa: F401
        from debt_followup.selectors.legal import files_numbered
        from debt_followup.selectors.old_debts import contracts_numbered
        from debt_followup.selectors.restructurings import memoranda_numbered
        from debt_followup.services.arrears import follow_courses
        from debt_followup.services.notices import call_in_to, follow_call_in
        from documents import numbers
        from documents.models import Document
        from repayments import called_in
        from repayments.services.courses import register_follower

        exports.register()
        called_in.provide(follow_call_in)
        called_in.addressed_by(call_in_to)
        register_follower(follow_courses)
        papers = numbers.of_papers(Document.Kind.ACKNOWLEDGEMENT, Document.Kind.LIABILITY)
        numbers.provide("acknowledgement", title=_("หนังสือรับสภาพหนี้"), find=papers)
        numbers.provide("old_contract", title=_("รหัสสัญญาเดิมตามทะเบียน"), find=contracts_numbered)
        numbers.provide("legal_file", title=_("แฟ้มคดี"), find=files_numbered)
        numbers.provide("restructuring", title=_("บันทึกข้อตกลงปรับโครงสร้างหนี้"), find=memoranda_numbered)
        requests = numbers.of_papers(Document.Kind.RESTRUCTURE_REQUEST)
        numbers.provide("restructure_request", title=_("คำขอปรับโครงสร้างหนี้"), find=requests)
