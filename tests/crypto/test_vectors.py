"""Known answers: what a house has stored must open for ever, so these bytes never change."""

import base64

import pytest
from argon2.low_level import ARGON2_VERSION, Type, core, ffi
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from crypto import authorship, checkpoint, fields, keys, merkle, sealing
from crypto.encoding import Place
from crypto.errors import BadSignature
from crypto.identity import SignPrivate, SignPublic

TEXT = b"Hun sov roligt i nat."


@pytest.fixture
def fixed_nonce(monkeypatch):
    """Every nonce is 00 to 0b, as in the vectors."""
    monkeypatch.setattr(sealing.os, "urandom", lambda size: bytes(range(size)))


def test_the_keys_follow_from_epoch_key_and_share(vector_case_key):
    """Case key and field keys are the published ones."""
    assert vector_case_key.raw.hex() == (
        "59c6424a6cf2242177caa2b6221fcbfd253811b602067c140b3425b43748e294"
    )
    assert keys.field_key(vector_case_key, "journal_entry", "body").raw.hex() == (
        "b8f8731672afefef35aab5abf4693eb382e2e51eecf66f901e9ef16da0742655"
    )
    assert keys.field_key(vector_case_key, "note", "body").raw.hex() == (
        "647a16c5dc268219299745954f9e86f8eee4b4313eccac39073bb3b8de255aca"
    )


def test_commitment_and_intake_key(epoch_key, vector_case_key, key_id):
    """The commitment needs the epoch key alone; the intake pair follows from the case key."""
    assert keys.commitment(epoch_key, key_id).hex() == (
        "53c51738a6850e38530ffc46d4e1a3fab5b7f3294b164542aa936197f8b018b4"
    )
    assert keys.intake_private(vector_case_key, key_id).public().to_bytes().hex() == (
        "1733feb6aba95eb54a73c6ab42f306e28c7a3c157a5811d32cc8977c8f864e14"
    )


@pytest.mark.usefixtures("fixed_nonce")
def test_an_unsigned_envelope(vector_case_key, key_id):
    """A padded text without event: 104 bytes, byte for byte."""
    place = Place(
        house=b"\x11" * 16,
        table="journal_entry",
        column="body",
        row=b"\x33" * 16,
        about=b"\x22" * 16,
        revision=1,
        event=None,
    )
    key = keys.field_key(vector_case_key, "journal_entry", "body")
    header = fields.Header(suite=fields.SUITE_AES_GCM, comp=2, flags=fields.PADDED, key_id=key_id)
    envelope = fields.seal(key, header, place.core(), TEXT)
    assert envelope.hex() == (
        "01010201a1a2a3a4a5a6a7a8000102030405060708090a0b383af0b069a80f5cddd2f3448da0817ad40c45ae"
        "e6b23a7cc5244da1e759fcf048c0a3d45621604993175023c5c65d6cf2ea385a11ab96f22e8255beadd558ec"
        "4dc368804ea209f5bc4e039eff073591"
    )
    assert fields.unseal(key, envelope, place.core()) == TEXT


@pytest.mark.usefixtures("fixed_nonce")
def test_a_signed_envelope(vector_case_key, key_id, place):
    """A padded, event-bound, signed text: signature and envelope, byte for byte."""
    author = b"\x66" * 16
    private = SignPrivate(b"\x55" * 32)
    signed = authorship.sign_text(private, place.core(), author, TEXT)
    assert signed[:64].hex() == (
        "cc7841bdd558f179f2442de9284417f055bddf30ecd8b21728b44d4c0dcd2050"
        "d504c35ddb10089e7f78356e73be5e22d99e8c570bb3961510bb70770d122f06"
    )
    key = keys.field_key(vector_case_key, "note", "body")
    flags = fields.PADDED | fields.EVENT_BOUND | fields.SIGNED
    header = fields.Header(suite=fields.SUITE_AES_GCM, comp=2, flags=flags, key_id=key_id)
    envelope = fields.seal(key, header, place.core(), signed)
    assert envelope.hex() == (
        "0101020da1a2a3a4a5a6a7a8000102030405060708090a0b1088415f4902bd1b1ec215c4e234bf3823e8d116"
        "8cc28e97b4badf59eb0bd0f012113d96863c7b18cb92267c08f2de0e0e30fef6755a9758d33d7fdddc543067"
        "7bef94f6dabe056ac5f016785a66cb6120d2758861c7ac4e7b123276fca69300c31db4a67178332c"
    )
    opened = fields.unseal(key, envelope, place.core())
    known = authorship.VerifiedSignatures()
    text = authorship.verified_text(private.public(), place.core(), author, opened, known)
    assert text == TEXT


def test_argon2id_of_rfc_9106():
    """The library that stretches passwords gives the answer of RFC 9106, section 5.3."""
    parts = {"pwd": b"\x01" * 32, "salt": b"\x02" * 16, "secret": b"\x03" * 8, "ad": b"\x04" * 12}
    buffers = {name: ffi.new("uint8_t[]", data) for name, data in parts.items()}
    out = ffi.new("uint8_t[]", 32)
    lengths = {f"{name}len": len(data) for name, data in parts.items()}
    context = ffi.new(
        "argon2_context *",
        buffers
        | lengths
        | {
            "out": out,
            "outlen": 32,
            "t_cost": 3,
            "m_cost": 32,
            "lanes": 4,
            "threads": 4,
            "version": ARGON2_VERSION,
            "allocate_cbk": ffi.NULL,
            "free_cbk": ffi.NULL,
            "flags": 0,
        },
    )
    assert core(context, Type.ID.value) == 0
    assert bytes(ffi.buffer(out)).hex() == (
        "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
    )


def test_hpke_of_rfc_9180():
    """The library that wraps keys opens the base-mode message of RFC 9180, appendix A.1.1."""
    suite = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_128_GCM)
    private = X25519PrivateKey.from_private_bytes(
        bytes.fromhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8")
    )
    enc = bytes.fromhex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431")
    ciphertext = bytes.fromhex(
        "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a"
    )
    # The published answer has associated data, which only this private function takes.
    opened = hpke.rust_openssl.hpke._decrypt_with_aad(
        suite, enc + ciphertext, private, b"Ode on a Grecian Urn", b"Count-0"
    )
    assert opened == b"Beauty is truth, truth beauty"


CT_LEAVES = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
CT_ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


@pytest.mark.parametrize("size", range(9))
def test_the_reference_tree_of_certificate_transparency(size):
    """The roots of the Certificate Transparency project's own test tree, for 0 to 8 leaves."""
    leaves = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in CT_LEAVES[:size]]
    assert merkle.root(leaves).hex() == CT_ROOTS[size]
    frontier = merkle.Frontier.empty()
    for leaf in leaves:
        frontier = frontier.append(leaf)
    assert frontier.root().hex() == CT_ROOTS[size]


GO_LOG_KEY = "Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
C2SP_BODY_END = "20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
C2SP_SIGNATURE = (
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8="
)


def test_a_signature_of_the_go_checksum_database():
    """Key hash, body and signature agree with a public log that is not ours."""
    public = SignPublic(base64.b64decode(GO_LOG_KEY)[1:])
    signed = base64.b64decode(C2SP_SIGNATURE)
    assert checkpoint.key_hash("sum.golang.org", public) == signed[:4]
    # That log signs another first line than the name of its key.
    public.verify(signed[4:], f"go.sum database tree\n{C2SP_BODY_END}".encode())


def test_the_example_of_the_checkpoint_standard():
    """
    The example of C2SP tlog-checkpoint has our form and is not signed by the key we pin.

    It borrows a signature made over another first line, so no key fits it.
    """
    origin = "example.com/behind-the-sofa"
    note = f"{origin}\n{C2SP_BODY_END}\n\u2014 {origin} {C2SP_SIGNATURE}\n"
    public = SignPublic(base64.b64decode(GO_LOG_KEY)[1:])
    with pytest.raises(BadSignature):
        checkpoint.read(note, origin, public)


def test_our_own_checkpoint():
    """A checkpoint of ours, byte for byte: kept notes stay readable."""
    private = SignPrivate(b"\x55" * 32)
    head = checkpoint.Checkpoint(
        origin="log.example/7f3a9c1e", size=3, root=bytes.fromhex(CT_ROOTS[3])
    )
    note = (
        "log.example/7f3a9c1e\n"
        "3\n"
        "rra8/idLcKFPsGel5VeCZNsPqbUa9eC6FZFY8yngbnc=\n"
        "\n"
        "\u2014 log.example/7f3a9c1e "
        "ba3g9MgsvDuLx4rEwzJ+cU+Mp6b8Apz4ZTa45nPUek76tNRR9Dt98TayXdmWdDRMmFTyUNaLMUlhd/taZoeWx8nfIQA=\n"
    )
    assert checkpoint.sign(head, private) == note
    assert checkpoint.read(note, "log.example/7f3a9c1e", private.public()) == head
