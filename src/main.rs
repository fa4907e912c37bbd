//! The `claimkit` program.

fn main() {}
