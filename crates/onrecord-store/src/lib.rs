//! Keeps documents and their records in one SQLite file, finds them and checks them.
