//! The next item is made while one is looked at.

use crate::error::Result;

/// Hands over items in order, each while the next one is made.
pub(crate) fn each<T: Send>(
    mut items: impl Iterator<Item = Result<T>> + Send,
    mut take: impl FnMut(T) -> Result<()> + Send,
) -> Result<()> {
    let mut next = items.next();
    while let Some(item) = next.transpose()? {
        let (taken, following) = rayon::join(|| take(item), || items.next());
        taken?;
        next = following;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Error, ErrorKind};

    #[test]
    fn items_keep_their_order_and_errors_end_them() {
        let item = |n: u32| if n < 5 { Ok(n) } else { Err(Error::new(ErrorKind::Release, format!("{n}"))) };
        let mut seen = Vec::new();
        let take = |n| {
            seen.push(n);
            Ok(())
        };
        let error = each((0..9).map(item), take).unwrap_err();
        assert_eq!((seen, error.to_string().contains('5')), (vec![0, 1, 2, 3, 4], true));
    }
}
