"""One long computation at a time, in a process of its own.

A job is a folder: spec.json (what to run), status.json (how far it is), log.txt, and `alive`, a
file that the worker holds locked as long as it lives. The lock tells a dead worker from a busy one
without asking about process numbers: the system lets go of it when the worker ends, however it
ends. The worker outlives the process that started it.

status  how far a job is, and how to stop it
locks   who is alive, and whose turn it is
launch  start a worker
worker  the process itself
"""

from core.jobs.launch import start
from core.jobs.locks import slot
from core.jobs.status import FINAL, Status, cancel, latest, read_status

__all__ = ["FINAL", "Status", "cancel", "latest", "read_status", "slot", "start"]
