"""Lets the tests of this folder import their helpers."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))


@pytest.fixture
def archive():
    """A fresh, empty archive on 127.0.0.1."""
    from archive_server import ArchiveServer

    server = ArchiveServer()
    yield server
    server.close()
