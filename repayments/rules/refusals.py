"""What a replay refuses to be told."""

from thai.refusals import Refusal


class BadTerms(Refusal):
    """Terms that cannot be applied, such as an order of allocation that forgets a component."""


class BadPayment(Refusal):
    """A payment or a cost that cannot be: no amount, or not to be ordered among the others."""


class PaymentTwice(BadPayment):
    """The same bank line stands twice among the payments."""


class BadInstalments(Refusal):
    """Instalments that are no schedule: none, not in order, or a cost of one that does not exist."""
