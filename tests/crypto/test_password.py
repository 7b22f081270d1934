"""A password opens its owner's keys, at a cost that cannot be talked down."""

import pytest

from crypto import password
from crypto.errors import Malformed, OpenFailed
from crypto.identity import UserKeys
from crypto.password import CHEAPEST, STANDARD, CostProfile

SALT = b"\x02" * 16
STAFF = b"\x66" * 16


def derive(text: str, salt: bytes = SALT) -> password.PasswordKeys:
    """Derive at the lowest cost."""
    return password.derive_keys(text, salt, CHEAPEST)


def test_the_standard_cost_gives_the_same_keys_for_ever():
    """Whoever has a password today can sign in with it in ten years."""
    made = password.derive_keys("blå cykel under broen", SALT, STANDARD)
    assert made.auth.hex() == ("a9444203760876959ae2c1b96adbd155df870f8a0e452f1f7cfa371851e35ba6")
    assert made.wrap.raw.hex() == (
        "fa0b560c3cf9eff3df659b8652548555fbcef6bc8cdd734d3c598cf69314a040"
    )


def test_the_two_keys_do_not_give_each_other_away():
    """What proves the password does not open the keys."""
    made = derive("blå cykel under broen")
    assert len(made.auth) == len(made.wrap.raw) == 32
    assert made.auth != made.wrap.raw


def test_password_and_salt_both_matter():
    """Another letter, another case of a letter, a space or another salt: other keys."""
    made = [
        derive("blå cykel"),
        derive("Blå cykel"),
        derive("blå cykel "),
        derive("blå cykel", salt=b"\x03" * 16),
    ]
    assert len({keys.auth for keys in made}) == len(made)


def test_the_same_letters_typed_on_another_keyboard_are_the_same():
    """A Mac may send å as two code points; it is the same password."""
    assert derive("bl\u00e5 cykel") == derive("bla\u030a cykel")


def test_what_is_not_text_is_refused():
    """A lone surrogate is no letter; a salt has sixteen bytes."""
    with pytest.raises(Malformed):
        derive("kort\ud800")
    for length in (0, 15, 17):
        with pytest.raises(Malformed):
            derive("blå cykel", salt=bytes(length))


def test_nul_and_emoji_count():
    """Nothing is cut off at a NUL, and every sign of a password matters."""
    made = {derive(text).auth for text in ("a", "a\0", "a\0b", "a🙂", "")}
    assert len(made) == 5


def test_user_keys_open_with_their_password_only():
    """Another password, another person's row, any bit or cut: shut."""
    keys = UserKeys.generate()
    made = derive("blå cykel under broen")
    sealed = password.seal_user_keys(made.wrap, STAFF, keys)
    assert len(sealed) == 92
    assert password.open_user_keys(made.wrap, STAFF, sealed) == keys
    with pytest.raises(OpenFailed):
        password.open_user_keys(derive("gul cykel under broen").wrap, STAFF, sealed)
    with pytest.raises(OpenFailed):
        password.open_user_keys(made.wrap, b"\x67" * 16, sealed)
    for bit in range(8 * len(sealed)):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(OpenFailed):
            password.open_user_keys(made.wrap, STAFF, bytes(changed))
    for length in range(len(sealed)):
        with pytest.raises(OpenFailed):
            password.open_user_keys(made.wrap, STAFF, sealed[:length])


def test_a_cost_profile_comes_back_as_it_was():
    """What is stored with the user is what was used."""
    assert STANDARD.encode() == "argon2id:standard:65536:3:1"
    for profile in (STANDARD, CHEAPEST):
        assert CostProfile.decode(profile.encode()) == profile


@pytest.mark.parametrize(
    "text",
    [
        "",
        "argon2id:standard:65536:3",
        "argon2id:standard:65536:3:1:1",
        "argon2id:standard:065536:3:1",
        "argon2id:standard:65536:3:1\n",
        " argon2id:standard:65536:3:1",
        "argon2i:standard:65536:3:1",
        "argon2id:Standard:65536:3:1",
        "argon2id::65536:3:1",
        "argon2id:standard:٦٥٥٣٦:3:1",
        "argon2id:standard:-65536:3:1",
    ],
)
def test_a_profile_written_otherwise_is_refused(text):
    """One way to write a cost."""
    with pytest.raises(Malformed):
        CostProfile.decode(text)


@pytest.mark.parametrize(
    "text",
    [
        "argon2id:weak:8:1:1",
        "argon2id:weak:19455:2:1",
        "argon2id:weak:65536:1:1",
        "argon2id:wide:65536:3:4",
        "argon2id:none:65536:3:0",
        "argon2id:huge:9999999:3:1",
        "argon2id:slow:65536:17:1",
        "argon2id:for tests only:8:1:2",
        "argon2id:for tests only:65536:3:1",
    ],
)
def test_a_cost_out_of_limits_is_refused(text):
    """Too low protects nobody, too high stops everybody; the test profile is exactly itself."""
    with pytest.raises(Malformed):
        CostProfile.decode(text)


def test_the_lowest_cost_says_what_it_is_for():
    """Nobody can take it for a real one."""
    assert CHEAPEST.name == "for tests only"
