"""A small load client: HTTP/1.1 over kept connections to this machine, bounded in time."""

import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    method: str = "GET"
    body: bytes = b""
    headers: str = ""

    def raw(self) -> bytes:
        lines = f"{self.method} {self.path} HTTP/1.1\r\nHost: {HOST}\r\n{self.headers}"
        if self.body:
            lines += f"Content-Type: application/json\r\nContent-Length: {len(self.body)}\r\n"
        return lines.encode() + b"\r\n" + self.body


@dataclass(frozen=True, slots=True)
class Load:
    """What a run gave: requests per second, answer times in ms (median, and 95 of 100 below), the bytes of the last body,
    failures.
    """

    per_second: float
    median_ms: float
    p95_ms: float
    bytes: int
    failed: int


def run(port: int, make: Callable[[int], Request], *, clients: int = 8, seconds: float = 3.0) -> Load:
    """Send `make(n)` for n = 0, 1, 2 … over `clients` connections for so long, after a third of that to warm up."""
    return asyncio.run(_run(port, make, clients, seconds))


def send(port: int, request: Request) -> None:
    """One request over a connection of its own, until its answer is read."""

    async def once() -> None:
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(request.raw())
        status, _size = await _read(reader)
        writer.close()
        if status >= 400:
            raise RuntimeError(f"{request.path} answered {status}")

    asyncio.run(once())


async def _run(port: int, make: Callable[[int], Request], clients: int, seconds: float) -> Load:
    times: list[float] = []
    state = {"n": 0, "failed": 0, "bytes": 0}

    async def client(until: float) -> None:
        reader, writer = await asyncio.open_connection(HOST, port)
        while (start := time.perf_counter()) < until:
            number, state["n"] = state["n"], state["n"] + 1
            writer.write(make(number).raw())
            status, size = await _read(reader)
            state["failed"] += status >= 400
            state["bytes"] = size
            times.append(time.perf_counter() - start)
        writer.close()

    async def everybody(length: float) -> None:
        until = time.perf_counter() + length
        await asyncio.gather(*(client(until) for _ in range(clients)))

    await everybody(seconds / 3)  # workers load what they load once
    times.clear()
    await everybody(seconds)
    times.sort()
    p95 = times[int(len(times) * 0.95)]
    return Load(
        len(times) / seconds, statistics.median(times) * 1000, p95 * 1000, state["bytes"], state["failed"]
    )


async def _read(reader: asyncio.StreamReader) -> tuple[int, int]:
    """Status and size of one answer's body."""
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    lowered = head.lower()
    if b"transfer-encoding: chunked" in lowered:
        total = 0
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
            total += size
        await reader.readline()
        return status, total
    if b"content-length:" not in lowered:
        return status, 0
    length = int(lowered.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
    await reader.readexactly(length)
    return status, length
