"""Addresses of this room."""

from django.urls import path

from repayments import views

app_name = "repayments"
urlpatterns = [
    path("", views.bank_files, name="bank_files"),
    path("import/", views.import_file, name="import"),
    path("import/<int:pk>/", views.upload, name="upload"),
    path("import/<int:pk>/columns/", views.columns, name="columns"),
    path("import/<int:pk>/confirm/", views.confirm_upload, name="confirm_upload"),
    path("import/<int:pk>/drop/", views.drop_upload, name="drop_upload"),
    path("files/<int:pk>/", views.bank_file, name="bank_file"),
    path("queue/", views.queue, name="queue"),
    path("lines/<int:pk>/", views.line, name="line"),
    path("lines/<int:pk>/match/", views.match, name="match"),
    path("lines/<int:pk>/hold/", views.hold, name="hold"),
    path("lines/<int:pk>/undo/", views.undo, name="undo"),
    path("lines/<int:pk>/split/", views.split, name="split"),
    path("lines/<int:pk>/refund/", views.refund_line, name="refund_line"),
    path("refunds/", views.refunds, name="refunds"),
    path("refunds/<int:pk>/", views.refund, name="refund"),
    path("refunds/<int:pk>/approve/", views.approve_refund, name="approve_refund"),
    path("refunds/<int:pk>/refuse/", views.refuse_refund, name="refuse_refund"),
    path("refunds/<int:pk>/withdraw/", views.withdraw_refund, name="withdraw_refund"),
    path("refunds/<int:pk>/evidence/", views.refund_evidence, name="refund_evidence"),
    path("notices/", views.notices, name="notices"),
    path("notices/new/", views.find_contract, name="find_contract"),
    path("notices/new/<int:pk>/", views.new_notice, name="new_notice"),
    path("notices/<int:pk>/", views.notice, name="notice"),
    path("notices/<int:pk>/refuse/", views.refuse_notice, name="refuse_notice"),
    path("notices/<int:pk>/evidence/", views.notice_evidence, name="notice_evidence"),
    path("receipts/", views.receipts, name="receipts"),
    path("receipts/issue/", views.issue, name="issue"),
    path("receipts/<int:pk>/", views.receipt, name="receipt"),
    path("contracts/<int:pk>/", views.contract, name="contract"),
    path("contracts/<int:pk>/refund/", views.refund_credit, name="refund_credit"),
    path("contracts/<int:pk>/bills/", views.bills, name="bills"),
    path("contracts/<int:pk>/ledger/", views.ledger, name="ledger"),
    path("contracts/<int:pk>/ledger/<slug:kind>/", views.ledger_file, name="ledger_file"),
    path("ledgers/", views.ledgers, name="ledgers"),
    path("ledgers/<slug:kind>/", views.ledgers_file, name="ledgers_file"),
]
