"""Tables and queries; ciphertext only."""
