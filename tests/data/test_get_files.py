"""Where the files are, and what is said where they are not; nothing leaves the machine here."""

import http.server
import json
import threading
from types import SimpleNamespace

import pytest
import tensorflow_datasets as tfds

from zoo.data.get_files import get_files


class Answers(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self):
        if "nonsense" in self.path:
            self.wfile.write(b"what?\r\n\r\n")
        else:
            self.send_error(405)

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    with http.server.HTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def manager(folder, download):
    return SimpleNamespace(manual_dir=folder, download_dir=folder, download=download)


def give(urls):
    return {name: f"/downloaded/{name}" for name in urls}


def must_not(urls):
    raise AssertionError("nothing should be downloaded")


NOWHERE = {"a.txt": "http://127.0.0.1:9/a.txt"}


def test_files_that_were_put_there(tmp_path):
    (tmp_path / "a.txt").touch()
    assert get_files(manager(tmp_path, must_not), NOWHERE) == {"a.txt": tmp_path / "a.txt"}


@pytest.mark.parametrize("path", ["a.txt", "nonsense"])
def test_a_server_that_answers_is_asked(server, path, tmp_path):
    found = get_files(manager(tmp_path, give), {"a.txt": f"{server}/{path}"})
    assert str(found["a.txt"]) == "/downloaded/a.txt"


def test_a_failed_download(server, tmp_path):
    def fail(urls):
        raise tfds.download.DownloadError("404")

    with pytest.raises(FileNotFoundError, match=r"lacks \['a.txt'\]. The download failed: 404"):
        get_files(manager(tmp_path, fail), {"a.txt": f"{server}/a.txt"})


def test_without_a_network_nothing_is_tried_but_what_may_be_there(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"There is no network: .*a.txt does not answer"):
        get_files(manager(tmp_path, must_not), NOWHERE)
    (tmp_path / "other.INFO").write_text('{"urls": ["http://other/a.txt"]}')
    with pytest.raises(FileNotFoundError, match="There is no network"):
        get_files(manager(tmp_path, must_not), NOWHERE)
    (tmp_path / "before.INFO").write_text(json.dumps({"urls": list(NOWHERE.values())}))
    assert str(get_files(manager(tmp_path, give), NOWHERE)["a.txt"]) == "/downloaded/a.txt"
