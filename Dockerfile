# One image for web, worker and beat; docker-compose.yml says which command each runs.
FROM python:3.11-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements-production.lock /tmp/
RUN /opt/venv/bin/pip install --require-hashes -r /tmp/requirements-production.lock

FROM python:3.11-slim-bookworm
# Pango lays the papers out, libthai breaks Thai lines, postgresql-client has pg_dump for backups.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fontconfig libpango-1.0-0 libpangoft2-1.0-0 libthai0 postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --uid 10001 fund \
    && install --directory --owner=fund --group=fund /srv/attachments
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LANG=C.UTF-8 TZ=Asia/Bangkok \
    DJANGO_SETTINGS_MODULE=config.settings.production ATTACHMENT_ROOT=/srv/attachments
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/fund
COPY . .
# Translations and static files are made once, with settings that open nothing.
RUN python -m config.embedded messages \
    && SECRET_KEY=build-only ALLOWED_HOSTS=build NATIONAL_ID_HASH_KEY=build-only \
       NATIONAL_ID_KEYS=build:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY= \
       python manage.py collectstatic --noinput \
    && python -m compileall -q -x '/tests/' .
USER fund
VOLUME /srv/attachments
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", "--timeout", "120", "--access-logfile", "-", "--no-control-socket"]
