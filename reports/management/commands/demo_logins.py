"""``manage.py demo_logins``: who may log in to the demo, and with what."""

from typing import Any

from django.core.management.base import BaseCommand

from areas.models import User
from areas.roles import ROLES
from reports.demo import people
from reports.demo.provinces.places import PLACES


class Command(BaseCommand):
    help = "Print the log-ins of the demo."

    def handle(self, *args: Any, **options: Any) -> None:
        known = set(User.objects.values_list("username", flat=True))
        self.stdout.write(f"Log-ins of the demo, all with the password {people.PASSWORD}")
        for login in people.LOGINS:
            if login.username in known:
                self.stdout.write(f"  {login.username:<18} {people.role_label(login)}: {login.position}")
        for place in PLACES:
            for username, role, position, *_area in place.logins:
                if username in known:
                    self.stdout.write(f"  {username:<18} {ROLES[role].label}: {position}")
