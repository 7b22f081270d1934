"""A measured house on PostgreSQL is served as a real one: by a role that owns nothing."""

from bench.house import OWNER, SERVICE, settings_in


def test_the_owner_comes_to_the_same_database_under_its_own_name(tmp_path):
    """The address stays whole: nothing in it is hidden behind stars."""
    rest = "@/measured?host=/run/measured"
    settings = settings_in(tmp_path, f"postgresql+psycopg://{SERVICE}:{rest}")

    assert f"postgresql+psycopg://{OWNER}:" == settings.schema_url.partition("@")[0]
    assert "/measured?host=" in settings.schema_url
    assert f"{SERVICE}:" in settings.engine_url
