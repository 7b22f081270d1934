"""The two engines that every database test runs on."""

from sqlalchemy import create_engine, inspect, text


def test_each_test_begins_with_an_empty_database(engine_url):
    """What one test writes no other test meets."""
    engine = create_engine(engine_url)
    with engine.begin() as connection:
        assert [] == inspect(connection).get_table_names()
        connection.execute(text("CREATE TABLE left_behind (id INTEGER)"))
    engine.dispose()


test_again_after_the_first_has_written = test_each_test_begins_with_an_empty_database
