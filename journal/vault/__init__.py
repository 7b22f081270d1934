"""Where keys meet rows: the only package that imports crypto."""
