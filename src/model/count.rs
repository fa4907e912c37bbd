//! Numbers of things in sentences.

use std::fmt::Display;

/// A number with its noun: `1 row`, `2 rows`.
pub(crate) fn counted<N: Copy + Display + PartialEq + From<u8>>(n: N, noun: &str) -> String {
    let noun = plural(n, noun);
    format!("{n} {noun}")
}

/// The noun of a number, whose plural ends in `s`.
pub(crate) fn plural<N: Copy + PartialEq + From<u8>>(n: N, noun: &str) -> String {
    let ending = if n == N::from(1) { "" } else { "s" };
    format!("{noun}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_no_plural() {
        let said = [0_u64, 1, 2].map(|n| counted(n, "rejected row"));
        assert_eq!(said, ["0 rejected rows", "1 rejected row", "2 rejected rows"]);
        assert_eq!(counted(1_usize, "error"), "1 error");
    }
}
