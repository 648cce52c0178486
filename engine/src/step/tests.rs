//! Conversations on small shops.
