//! Conversations as files: parse, run with a frozen clock and mocked plugins, compare what was recorded.
