"""Doors in somebody else's hands: whatever they answer, a call ends in time, takes little room, and fails as an error of ours."""

import gzip
import ipaddress
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from test_vectors import VECTORS

import greatseal
from greatseal import Ended, NotBelieved, Refused, RelyingParty, Request, Session, Unreachable
from greatseal.client import PAUSE
from greatseal.doors import LARGEST_ANSWER, Doors

DEEP = b"[" * 200_000
SESSION = {"session": "a1" * 16, "state": "stated", "code": "4711"}
Answer = Callable[[BaseHTTPRequestHandler], None]


class Country:
    """A country whose doors give these answers, by path."""

    def __init__(self, at: str, api: str) -> None:
        self.at, self.asked = at, list[tuple[str, dict[str, str]]]()
        page = {"relying_party_api": api, "key_list": at + "/keys", "time_stamp": at + "/tsa"}
        self.answers: dict[str, Answer] = {"/.well-known/greatseal": says(json.dumps(page))}


def says(body: str | bytes, status: int = 200, **headers: str) -> Answer:
    octets = body.encode() if isinstance(body, str) else body

    def answer(door: BaseHTTPRequestHandler) -> None:
        door.send_response(status)
        for name, value in {"content-length": str(len(octets)), **headers}.items():
            door.send_header(name.replace("_", "-"), value)
        door.end_headers()
        door.wfile.write(octets)

    return answer


@pytest.fixture
def country(folder: Path) -> Iterator[Country]:
    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            path = self.path.partition("?")[0]
            made.asked.append((path, {name.lower(): value for name, value in self.headers.items()}))
            try:
                made.answers[path](self)
            except OSError:  # Whoever asked has hung up.
                self.close_connection = True

        do_POST = do_DELETE = do_GET

        def log_message(self, *_: object) -> None:
            pass

    plain, api = (ThreadingHTTPServer(("127.0.0.1", 0), Door) for _ in range(2))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    api.socket = tls.wrap_socket(api.socket, server_side=True)
    made = Country(f"http://127.0.0.1:{plain.server_port}", f"https://127.0.0.1:{api.server_port}")
    for server in (plain, api):
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield made
    for server in (plain, api):
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What registration gives."""
    at, keys = tmp_path_factory.mktemp("service"), [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    now, pem = datetime.now(timezone.utc), serialization.Encoding.PEM
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    names = [x509.Name([x509.NameAttribute(kind, "bank")]) for kind in (NameOID.COMMON_NAME, NameOID.SERIAL_NUMBER)]
    root, own = (
        x509.CertificateBuilder(names[0], name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1))
        .add_extension(x509.BasicConstraints(name == names[0], None), True).add_extension(address, False)
        .sign(keys[0], hashes.SHA256()).public_bytes(pem) for name, key in zip(names, keys, strict=True)
    )  # fmt: skip
    private = keys[1].private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    for name, octets in (("chain", root), ("certificate", own), ("key", private)):
        (at / f"{name}.pem").write_bytes(octets)
    (at / "key.pem").chmod(0o600)
    (at / "statement-key.sha256").write_text("0" * 64)
    return at


def asked_until(end: float) -> Request:
    """A request that is over at this time."""
    return Request("a.b.c", None, {"exp": int(end) - 60})  # type: ignore[arg-type]


def test_nothing_packed_is_asked_for_or_taken(country: Country) -> None:
    bomb = gzip.compress(gzip.compress(bytes(64 * 1024 * 1024)))
    for encoding in ("gzip", "gzip, gzip", "br", "deflate"):
        country.answers["/bomb"] = says(bomb, content_encoding=encoding)
        with pytest.raises(Unreachable, match="encoding"):
            Doors().octets("GET", country.at + "/bomb", 5)
        assert country.asked[-1][1]["accept-encoding"] == "identity"


def test_an_answer_has_a_size(country: Country) -> None:
    country.answers["/long"] = says(bytes(LARGEST_ANSWER + 1))
    with pytest.raises(Unreachable, match="more than"):
        Doors().octets("GET", country.at + "/long", 5)
    country.answers["/long"] = says(bytes(LARGEST_ANSWER))
    assert len(Doors().octets("GET", country.at + "/long", 5)) == LARGEST_ANSWER


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n", b"HTTP/1.1 200 OK\r\nx: "])
def test_an_answer_in_drops_ends_with_the_call(country: Country, head: bytes) -> None:
    def drops(door: BaseHTTPRequestHandler) -> None:
        door.wfile.write(head)
        for _ in range(100):
            door.wfile.write(b"x")
            time.sleep(0.1)

    country.answers["/drops"] = drops
    before = time.monotonic()
    with pytest.raises(Unreachable):
        Doors().octets("GET", country.at + "/drops", 0.5)
    assert time.monotonic() - before < 2


@pytest.mark.parametrize("page", [
    b"{}", b"[]", b"null", b"1", b"NaN", b"\xff", DEEP, b'{"a":1,"a":1}', b'{"a":' + b"9" * 5_000 + b"}",
    b'{"relying_party_api":1}', b'{"relying_party_api":"http://127.0.0.1:1","key_list":"http://127.0.0.1:1","time_stamp":"http://127.0.0.1:1"}',
    b'{"relying_party_api":"file:///","key_list":[],"time_stamp":{}}',
], ids=repr)  # fmt: skip
def test_a_page_that_is_no_countrys(country: Country, folder: Path, page: bytes) -> None:
    country.answers["/.well-known/greatseal"] = says(page)
    with pytest.raises(NotBelieved) as refusal:
        RelyingParty(folder, country.at)
    assert refusal.value.check == "answer-form"


@pytest.mark.parametrize("address", ["[", "\x00", "a b:c", "a" * 70_000, "ä:99999", "127.0.0.1:1"])
def test_addresses_that_cannot_be_called(country: Country, folder: Path, address: str) -> None:
    page = {name: "https://" + address for name in ("relying_party_api", "key_list", "time_stamp")}
    country.answers["/.well-known/greatseal"] = says(json.dumps(page))
    with pytest.raises(Unreachable):
        RelyingParty(folder, country.at).look_up("MU", "T9901011", "signature")


@pytest.mark.parametrize("body", [
    b"{}", DEEP, b'{"certificates":1}', b'{"certificates":[1,{"purpose":[]}]}', b'{"certificates":[{"purpose":"authentication"}]}',
    b'{"certificates":[{"purpose":"authentication","certificate_id":[],"certificate":{},"chain":1}]}',
], ids=repr)  # fmt: skip
def test_a_look_up_that_finds_anything(country: Country, folder: Path, body: bytes) -> None:
    country.answers["/v1/persons/lookup"] = says(body)
    with pytest.raises(NotBelieved):
        RelyingParty(folder, country.at).look_up("MU", "T9901011", "authentication")


def test_a_look_up_that_finds_somebody_else(country: Country, folder: Path) -> None:
    found = VECTORS["good"]["login"]["person"]
    country.answers["/v1/persons/lookup"] = says(json.dumps({"certificates": [found]}))
    with pytest.raises(NotBelieved) as refusal:
        RelyingParty(folder, country.at).login("MU", "T9901012", "Log in", print)
    assert refusal.value.check == "person"
    assert "T99" not in str(refusal.value)
    assert "/v1/sessions" not in [path for path, _ in country.asked]


@pytest.mark.parametrize("body", [
    DEEP, b"[]", b'{"type":[],"title":{},"detail":1,"retry_after":"soon"}', b'{"type":"/problems/\\u001b[2J"}', b"\xff",
    json.dumps({"type": "/problems/\x1b[2J", "title": "\x1b[2J\u202e", "detail": "\n" * 9}).encode(),
], ids=repr)  # fmt: skip
def test_a_refusal_that_is_no_problem(country: Country, folder: Path, body: bytes) -> None:
    country.answers["/v1/persons/lookup"] = says(body, 400)
    with pytest.raises(Refused) as refused:
        RelyingParty(folder, country.at).look_up("MU", "T9901011", "signature")
    assert (refused.value.slug, refused.value.retry_after) == ("", None)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("change", [
    {"code": "\x1b[2J"}, {"code": "47110"}, {"code": "٤٧١١"}, {"code": 4711}, {"code": ["4711"]}, {"code": "4711\n"}, {"state": "won"},
    {"state": ["stated"]}, {"session": "../../keys"}, {"session": None},
], ids=repr)  # fmt: skip
def test_a_session_of_another_form(country: Country, folder: Path, change: dict[str, object]) -> None:
    heard: list[str] = []
    party, request = RelyingParty(folder, country.at), asked_until(time.time() + 90)
    country.answers["/v1/sessions"] = country.answers[f"/v1/sessions/{SESSION['session']}"] = says(json.dumps(SESSION | change))
    with pytest.raises(NotBelieved) as refusal:
        party.send(request)
    assert refusal.value.check == "answer-form"
    if "session" not in change:
        with pytest.raises(NotBelieved) as refusal:
            party.wait(Session("a1" * 16, "requested", None, request), heard.append)
        assert (refusal.value.check, heard) == ("answer-form", [])


@pytest.mark.parametrize("result", [None, [], {}, {"statement": 1}, {"statement": "a.b.c", "ocsp": ""}], ids=repr)
def test_a_completed_session_without_a_result(country: Country, folder: Path, result: object) -> None:
    body = SESSION | {"state": "completed", "result": result}
    country.answers[f"/v1/sessions/{SESSION['session']}"] = says(json.dumps(body))
    with pytest.raises(NotBelieved):
        RelyingParty(folder, country.at).wait(Session("a1" * 16, "stated", None, asked_until(time.time() + 90)))


def test_a_session_that_ends_with_anything(country: Country, folder: Path) -> None:
    for problem in ([], 1, {"type": 1}, {"type": "/problems/\x1b[2J"}):
        body = SESSION | {"state": "failed", "problem": problem, "retry_after": {}}
        country.answers[f"/v1/sessions/{SESSION['session']}"] = says(json.dumps(body))
        with pytest.raises(Ended) as ended:
            RelyingParty(folder, country.at).wait(Session("a1" * 16, "stated", None, asked_until(time.time() + 90)))
        assert (ended.value.state, ended.value.slug, ended.value.retry_after) == ("failed", None, None)


def test_waiting_pauses_and_ends_with_the_request(country: Country, folder: Path) -> None:
    party, end = RelyingParty(folder, country.at), time.time() + 3
    states = iter(["stated", "shown"] * 1000)

    def at_once(door: BaseHTTPRequestHandler) -> None:
        says(json.dumps(SESSION | {"state": next(states)}))(door)

    country.answers[f"/v1/sessions/{SESSION['session']}"] = at_once
    with pytest.raises(Ended) as ended:
        party.wait(Session("a1" * 16, "requested", None, asked_until(end)))
    assert ended.value.state == "expired"
    assert end - 1 <= time.time() < end + 2 * PAUSE
    # Three of them had news, or seemed to.
    assert len(country.asked) < 12
    assert all(issubclass(kind, greatseal.Error) for kind in (Ended, NotBelieved, Refused, Unreachable))
