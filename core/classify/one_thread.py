"""Numeric work on one thread, for fits that are bound by memory and not by arithmetic.

A second thread gains little there, and where other processes keep the cores busy the threads wait
for each other: measured on two busy cores, fits took 15 to 60 times as long with two threads.
One thread also adds up in one order, so a fit does not depend on the number of cores.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

import torch

_LOCK = RLock()  # the number of threads belongs to the whole process


@contextmanager
def one_thread() -> Iterator[None]:
    """The block runs with one torch thread; other such blocks of this process wait."""
    with _LOCK:
        before = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            yield
        finally:
            torch.set_num_threads(before)
