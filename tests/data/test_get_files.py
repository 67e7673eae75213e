"""Where the files are, and what is said where they are not; nothing leaves the machine here."""

import http.server
import threading
from types import SimpleNamespace

import pytest
import tensorflow_datasets as tfds

from zoo.data.get_files import get_files


class RefusesHead(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self):
        self.send_error(405)

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    with http.server.HTTPServer(("127.0.0.1", 0), RefusesHead) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def manager(folder, download):
    return SimpleNamespace(manual_dir=folder, download=download)


def must_not(urls):
    raise AssertionError("nothing should be downloaded")


def test_files_that_were_put_there(tmp_path):
    (tmp_path / "a.txt").touch()
    found = get_files(manager(tmp_path, must_not), {"a.txt": "http://127.0.0.1:9/a.txt"})
    assert found == {"a.txt": tmp_path / "a.txt"}


def test_a_server_that_answers_is_asked(server, tmp_path):
    asked = manager(tmp_path, lambda urls: {name: f"/downloaded/{name}" for name in urls})
    assert str(get_files(asked, {"a.txt": f"{server}/a.txt"})["a.txt"]) == "/downloaded/a.txt"


def test_a_failed_download(server, tmp_path):
    def fail(urls):
        raise tfds.download.DownloadError("404")

    with pytest.raises(FileNotFoundError, match=r"lacks \['a.txt'\]. The download failed: 404"):
        get_files(manager(tmp_path, fail), {"a.txt": f"{server}/a.txt"})


def test_without_a_network_nothing_is_tried(tmp_path):
    with pytest.raises(FileNotFoundError, match="must be in the manual folder or on the network"):
        get_files(manager(tmp_path, must_not), {"a.txt": "http://127.0.0.1:9/a.txt"})
