"""Addresses of this room."""

from django.urls import path

from repayments import views

app_name = "repayments"
urlpatterns = [
    path("", views.bank_files, name="bank_files"),
    path("import/", views.import_file, name="import"),
    path("files/<int:pk>/", views.bank_file, name="bank_file"),
    path("queue/", views.queue, name="queue"),
    path("lines/<int:pk>/", views.line, name="line"),
    path("lines/<int:pk>/match/", views.match, name="match"),
    path("lines/<int:pk>/hold/", views.hold, name="hold"),
    path("receipts/", views.receipts, name="receipts"),
    path("receipts/issue/", views.issue, name="issue"),
    path("receipts/<int:pk>/", views.receipt, name="receipt"),
    path("contracts/<int:pk>/", views.contract, name="contract"),
    path("contracts/<int:pk>/bills/", views.bills, name="bills"),
    path("contracts/<int:pk>/ledger/", views.ledger, name="ledger"),
    path("contracts/<int:pk>/ledger/<slug:kind>/", views.ledger_file, name="ledger_file"),
    path("ledgers/", views.ledgers, name="ledgers"),
    path("ledgers/<slug:kind>/", views.ledgers_file, name="ledgers_file"),
]
