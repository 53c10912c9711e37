import socket
import sys

import pytest

from nameplate.cli import run
from nameplate.cli.serve import hosts
from support.pages import organization, served

OUTSIDE = "127.0.0.2"
"""An address of this machine other than the one that is listened on."""
EVERYWHERE = "0.0.0.0"  # noqa: S104 -- what a reader is warned of


def test_it_prints_an_address_that_opens_the_pages_on_loopback(tmp_path):
    """The one line on standard output is the address, on 127.0.0.1, with a token."""
    with served(organization(tmp_path)) as address:
        assert address.startswith("http://127.0.0.1:")
        assert len(address.partition("/?token=")[2]) >= 43
        port = int(address.split(":")[2].partition("/")[0])
        with socket.create_connection(("127.0.0.1", port), 5):
            pass
        with pytest.raises(OSError, match="refused"):
            socket.create_connection((OUTSIDE, port), 1)


def test_without_uvicorn_the_extra_is_named(tmp_path, monkeypatch, capfd):
    """A missing extra is one line that says how to get it."""
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.chdir(tmp_path)
    assert run(["serve"]) == 1
    assert "pip install 'nameplate[web]'" in capfd.readouterr().err


def test_another_host_is_warned_of(tmp_path, monkeypatch, capfd):
    """Listening beyond this machine happens only when told, and says what it means."""
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.chdir(tmp_path)
    run(["serve", "--host", EVERYWHERE])
    assert "not encrypted" in capfd.readouterr().err
    run(["serve"])
    assert "not encrypted" not in capfd.readouterr().err


def test_a_taken_port_is_said(tmp_path, monkeypatch, capfd):
    """The error names the port and the way out."""
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(["serve", "--port", str(port)]) == 1
    assert "Name another --port" in capfd.readouterr().err


def test_a_configuration_that_is_named_has_to_be_there(tmp_path, monkeypatch, capfd):
    """Without -c a folder of plans alone will do; a wrong -c is wrong usage."""
    monkeypatch.chdir(tmp_path)
    assert run(["serve", "-c", "none.yaml"]) == 2
    assert "none.yaml" in capfd.readouterr().err


def test_only_the_machine_s_own_names_are_answered():
    """Hosts are names with the port; the machine's own if it listens everywhere."""
    assert hosts("127.0.0.1", 8000) == {"127.0.0.1:8000", "localhost:8000", "[::1]:8000"}
    assert "[::1]:8000" in hosts("::1", 8000)
    assert f"{socket.gethostname().lower()}:8000" in hosts(EVERYWHERE, 8000)
