"""The line between a box and its store, as a small TCP proxy: slow, far away, cut off, silent or lying."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_BLOCK_BYTES = 16 * 1024


@dataclass
class Line:
    """Leads ``port`` on loopback to ``target``. What a test sets counts for every byte from then on."""

    target: int
    port: int = 0
    kbps: float = 0.0  # in each direction; 0 is as fast as it goes
    delay_s: float = 0.0  # one way
    is_silent: bool = False  # takes bytes and passes nothing on
    is_down: bool = False  # refuses who comes and drops who is there
    cut_after_bytes: int | None = None  # towards the store; then it is down
    flips_down: bool = False  # changes a byte in every block from the store longer than a header
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    async def accept(self, from_box: asyncio.StreamReader, to_box: asyncio.StreamWriter) -> None:
        if self.is_down:
            to_box.transport.abort()
            return
        with suppress(OSError):
            from_store, to_store = await asyncio.open_connection("127.0.0.1", self.target)
            self._writers |= {to_box, to_store}
            await asyncio.gather(
                self._lead(from_box, to_store, up=True), self._lead(from_store, to_box, up=False)
            )
            self._writers -= {to_box, to_store}
        to_box.transport.abort()

    async def _lead(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, up: bool) -> None:
        clock = asyncio.get_running_loop()
        free_s = clock.time()
        with suppress(OSError):
            while block := await source.read(_BLOCK_BYTES):
                if self.is_down or (up and self._is_cut(len(block))):
                    self.drop()
                    return
                if self.is_silent:
                    continue
                if self.flips_down and not up and len(block) > 1000:
                    block = block[:-1] + bytes([block[-1] ^ 1])
                free_s = max(free_s, clock.time()) + (len(block) * 8 / 1000 / self.kbps if self.kbps else 0)
                clock.call_at(free_s + self.delay_s, _write, target, block)
                if self.kbps:
                    await asyncio.sleep(free_s - clock.time())
        clock.call_at(free_s + self.delay_s, _end, target)

    def _is_cut(self, passing: int) -> bool:
        if self.cut_after_bytes is None:
            return False
        self.cut_after_bytes -= passing
        if self.cut_after_bytes > 0:
            return False
        self.cut_after_bytes, self.is_down = None, True
        return True

    def drop(self) -> None:
        """Cut off everybody who is connected."""
        for writer in self._writers:
            writer.transport.abort()


def _write(target: asyncio.StreamWriter, block: bytes) -> None:
    if not target.is_closing():
        target.write(block)


def _end(target: asyncio.StreamWriter) -> None:
    if not target.is_closing() and target.can_write_eof():
        target.write_eof()


@contextmanager
def line_to(target: int) -> Iterator[Line]:
    """Run a line on a thread of its own."""
    line = Line(target)
    listener = socket.create_server(("127.0.0.1", 0))
    line.port = listener.getsockname()[1]
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(
        asyncio.start_server(line.accept, sock=listener, limit=_BLOCK_BYTES), loop
    ).result()
    try:
        yield line
    finally:
        asyncio.run_coroutine_threadsafe(_close(server, line), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _close(server: asyncio.Server, line: Line) -> None:
    server.close()
    line.drop()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
