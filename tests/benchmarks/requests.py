"""The API and the backlog page under load, beside the floor."""

import gzip
import itertools
import random
import statistics
import time
from collections.abc import Callable

import orjson
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from backlog.models import Status
from tests.benchmarks.ground import Size, floor, ours
from tests.benchmarks.load import Load, Request, run
from tests.benchmarks.table import Row

NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET CONSTRAINTS")
Make = Callable[[int], Request]


def api_rows(sizes: list[Size]) -> list[Row]:
    """List, get, create, move and status: rate, floor, SQL, bytes, growth."""
    loads = {(size.items, name): load for size in sizes for name, load in _loads(size).items()}
    small, large = sizes[0].items, sizes[-1].items
    targets = {
        "list of 100": (0.40, 0, 5),
        "get one": (0.35, 0, 5),
        "create": (0.2, 150, 9),
        "move": (0.2, 250, 6),
        "status": (0.2, 250, 6),
    }
    rows = []
    for name, (ratio_target, rate_target, sql_target) in targets.items():
        mine, bare = loads[small, name]
        big, _bare = loads[large, name]
        ratio, growth = mine.per_second / bare.per_second, mine.per_second / big.per_second
        sql = len(sql_of(sizes[0], _makers(sizes[0])[name][0](7)))
        met = ratio >= ratio_target and mine.per_second >= rate_target and sql <= sql_target and growth <= 1.3
        wanted = f"≥ {ratio_target} floor, {f'≥ {rate_target}/s, ' if rate_target else ''}≤ {sql_target} SQL, ≤ 1.3"
        failed = f" ({mine.failed + big.failed} failed)" if mine.failed + big.failed else ""
        rows.append(
            Row(f"{name}, 8 clients", f"{mine.per_second:.0f}/s{failed}", f"{bare.per_second:.0f}/s", ratio, sql,
                mine.bytes, growth, wanted, met and not failed)
        )  # fmt: skip
    return rows


def _loads(size: Size) -> dict[str, tuple[Load, Load]]:
    """Each case in turn with its floor, so that both meet the same neighbours on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE IF NOT EXISTS floor_numbers START 10000000")
    found = {}
    makers = _makers(size)
    statements = {
        f"/{path}": main_statement(size, makers[name][0](7))
        for path, name in (("list", "list of 100"), ("get", "get one"))
    }
    for name, (make, bare) in makers.items():
        with ours() as port:
            mine = run(port, make)
        with floor(statements) as port:
            found[name] = (mine, run(port, bare))
        with connection.cursor() as cursor:  # the floor's own items have ranks that are no fractional indexes
            cursor.execute("DELETE FROM backlog_item WHERE number >= 10000000")
    return found


def _makers(size: Size) -> dict[str, tuple[Make, Make]]:
    statuses = [str(pk) for pk in Status.objects.filter(product=size.product).values_list("pk", flat=True)]
    dice = random.Random(1)
    numbers = itertools.count()

    def key(n: int) -> str:
        return size.keys[n % len(size.keys)]

    def write(path: str, body: dict[str, object], method: str = "POST") -> Request:
        return Request(path, method, orjson.dumps(body), size.headers)

    def create(n: int) -> Request:
        return write(
            "/api/v1/items/", {"product": size.product.key, "title": f"Measured item {next(numbers)}"}
        )

    def move(n: int) -> Request:
        moved, place = dice.sample(size.keys, 2)
        return write(f"/api/v1/items/{moved}/move/", {"before": place})

    def status(n: int) -> Request:
        return write(
            f"/api/v1/items/{key(n)}/", {"status": statuses[n // len(size.keys) % 2 + n % 2]}, "PATCH"
        )

    def bare(path: str) -> Make:
        return lambda n: Request(f"/{path}?item={size.ids[n % len(size.ids)]}")

    return {
        "list of 100": (
            lambda _n: Request(
                f"/api/v1/items/?product={size.product.key}&limit=100&ordering=rank", headers=size.headers
            ),
            lambda _n: Request("/list"),
        ),
        "get one": (
            lambda n: Request(f"/api/v1/items/{key(n)}/", headers=size.headers),
            lambda _n: Request("/get"),
        ),
        "create": (create, bare("insert")),
        "move": (move, bare("update")),
        "status": (status, bare("update")),
    }


def sql_of(size: Size, request: Request) -> list[str]:
    """The statements of one request in this process, transaction control left out."""
    client = Client(headers={"authorization": f"Bearer {size.token}"})
    client.get(f"/api/v1/items/{size.keys[0]}/")  # what is read once a process
    with CaptureQueriesContext(connection) as captured:
        response = client.generic(request.method, request.path, request.body, content_type="application/json")
    assert response.status_code < 300, (request, response.content[:300])
    return [query["sql"] for query in captured if not query["sql"].startswith(NOT_COUNTED)]


def main_statement(size: Size, request: Request) -> str:
    """The request's longest statement, spelled out: what the floor runs too."""
    with override_settings(PREPARED_STATEMENTS=False):
        return max(sql_of(size, request), key=len)


def page_rows(size: Size) -> list[Row]:
    """The first screen of the backlog, rendered in this process: median of 15."""
    client = Client()
    assert size.owner.user is not None
    client.force_login(size.owner.user)
    path = f"/w/{size.workspace.slug}/p/{size.product.key}/backlog/"
    client.get(path)
    times = []
    for _ in range(15):
        start = time.perf_counter()
        response = client.get(path)
        times.append((time.perf_counter() - start) * 1000)
    assert response.status_code == 200, response.status_code
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    sql = sum(not query["sql"].startswith(NOT_COUNTED) for query in captured)
    packed, median = len(gzip.compress(response.content)), statistics.median(times)
    met = median <= 40 and sql <= 12 and packed <= 60_000
    case = f"backlog page, {size.items:,} items"
    return [
        Row(case, f"{median:.0f} ms", sql=sql, size=packed, target="≤ 40 ms, ≤ 12 SQL, ≤ 60 KB gzip", met=met)
    ]
