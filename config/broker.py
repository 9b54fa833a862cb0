"""One REDIS_URL for all: redis-py and Celery write the address of a unix socket differently."""

from urllib.parse import parse_qsl, urlencode, urlsplit


def celery_broker_url(redis_url: str) -> str:
    """Give Celery's form of a REDIS_URL.

    ``unix:///run/redis.sock?db=0`` becomes ``redis+socket:///run/redis.sock?virtual_host=0``; addresses of servers on
    the network (``redis://``, ``rediss://``) are the same for both.
    """
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    options = dict(parse_qsl(parts.query))
    login = f":{options['password']}@" if "password" in options else ""
    query = urlencode({"virtual_host": options.get("db", "0")})
    return f"redis+socket://{login}{parts.path}?{query}"
