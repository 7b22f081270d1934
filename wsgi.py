"""What a WSGI server loads: the application, composed from the settings of its environment."""

from journal.app import create_app_from_environment

application = create_app_from_environment()
