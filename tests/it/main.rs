//! Integration tests: the built binary, real files, real Parquet.
