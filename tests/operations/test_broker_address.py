"""One REDIS_URL serves redis-py and Celery alike."""

import kombu
import pytest
import redis

from config.broker import celery_broker_url


@pytest.mark.parametrize(
    ("redis_url", "celery_url"),
    [
        ("redis://127.0.0.1:6379/0", "redis://127.0.0.1:6379/0"),
        ("rediss://:secret@broker:6380/1", "rediss://:secret@broker:6380/1"),
        ("unix:///run/redis.sock?db=0", "redis+socket:///run/redis.sock?virtual_host=0"),
        ("unix:///run/redis.sock?db=2&password=secret", "redis+socket://:secret@/run/redis.sock?virtual_host=2"),
    ],
)
def test_celery_gets_its_own_form_of_the_address(redis_url, celery_url):
    assert celery_broker_url(redis_url) == celery_url


def test_both_reach_the_same_server(settings):
    with redis.Redis.from_url(settings.REDIS_URL) as client, kombu.Connection(settings.CELERY_BROKER_URL) as celery:
        queue = celery.SimpleQueue("test-both-reach-the-same-server")
        queue.put("hello")
        assert client.exists("test-both-reach-the-same-server")
        assert queue.get(timeout=5).payload == "hello"
        queue.clear()
        queue.close()
