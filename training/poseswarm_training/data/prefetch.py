# SPDX-License-Identifier: Apache-2.0
"""Batches made by background processes and handed over through shared memory.

Worker w of k makes the batches start + w, start + w + k, ...; the consumer takes them in order, so that the stream
depends on the task's seed alone and not on the number of workers, and can be resumed at any batch.
"""

from __future__ import annotations

import multiprocessing as mp
import queue
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Batch = dict[str, NDArray[Any]]
Task = Callable[[int], Batch]
Layout = list[tuple[str, str, tuple[int, ...], int]]  # name, dtype, shape, byte offset


def layout_of(batch: Batch) -> tuple[Layout, int]:
    """Where each array of such a batch lies in a slot (64-byte aligned), and the slot's bytes."""
    layout, position = [], 0
    for name, array in batch.items():
        layout.append((name, array.dtype.str, array.shape, position))
        position += -(-array.nbytes // 64) * 64
    return layout, position


def views_of(slot: Any, layout: Layout) -> Batch:
    """The arrays of a slot, without a copy."""
    memory = np.frombuffer(slot, np.uint8)
    arrays = {}
    for name, dtype, shape, start in layout:
        nbytes = int(np.prod(shape)) * np.dtype(dtype).itemsize
        arrays[name] = memory[start : start + nbytes].view(dtype).reshape(shape)
    return arrays


def work(
    factory: Callable[[], Task], first: int, step: int, slots: list[Any], layout: Layout, free: Any, done: Any
) -> None:
    """Body of a worker: fills free slots until it is told to stop (None); an error is passed to the consumer."""
    try:
        task, number = factory(), first
        while (slot := free.get()) is not None:
            arrays = views_of(slots[slot], layout)
            for name, array in task(number).items():
                arrays[name][...] = array
            done.put(slot)
            number += step
    except KeyboardInterrupt:
        pass
    except Exception as error:
        done.put(f"{type(error).__name__}: {error}")


class Prefetcher:
    """Iterator over the batches start, start + 1, ... of a task, `depth` of them ready in every worker.

    `factory` makes the task (batch number -> batch) inside each worker and must be picklable for `spawn`. With
    0 workers batches are made in place. Arrays belong to the caller (copied out). Close it, or use it with `with`.
    """

    def __init__(
        self, factory: Callable[[], Task], workers: int = 1, depth: int = 3, start: int = 0, method: str = "spawn"
    ) -> None:
        self.number, self.task, self.workers = start, factory() if workers == 0 else None, []
        if workers == 0:
            return
        context = mp.get_context(method)
        self.layout, size = layout_of(factory()(start))
        self.slots, self.free, self.done = [], [], []
        for worker in range(workers):
            slots = [context.RawArray("B", size) for _ in range(depth)]
            free, done = context.SimpleQueue(), context.Queue()
            for slot in range(depth):
                free.put(slot)
            args = (factory, start + worker, workers, slots, self.layout, free, done)
            process = context.Process(target=work, args=args, daemon=True)
            process.start()
            self.workers.append(process)
            self.slots.append(slots)
            self.free.append(free)
            self.done.append(done)
        self.start = start

    def __iter__(self) -> Iterator[Batch]:
        return self

    def __next__(self) -> Batch:
        if self.task is not None:
            self.number += 1
            return self.task(self.number - 1)
        if not self.workers:
            raise StopIteration
        worker = (self.number - self.start) % len(self.workers)
        slot = self.receive(worker)
        batch = {name: array.copy() for name, array in views_of(self.slots[worker][slot], self.layout).items()}
        self.free[worker].put(slot)
        self.number += 1
        return batch

    def receive(self, worker: int) -> int:
        """The next full slot of a worker; RuntimeError when it failed or died."""
        while True:
            try:
                slot = self.done[worker].get(timeout=5)
            except queue.Empty:
                if self.workers[worker].is_alive():
                    continue
                slot = f"exit code {self.workers[worker].exitcode}"
            if isinstance(slot, int):
                return slot
            self.close()
            raise RuntimeError(f"data worker {worker} failed at batch {self.number}: {slot}")

    def close(self) -> None:
        """Stops the workers."""
        for free in self.free if self.workers else []:
            free.put(None)
        for process in self.workers:
            process.join(timeout=2)
            if process.is_alive():
                process.terminate()
        self.workers = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
