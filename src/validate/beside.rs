//! Work on all processors that leaves no trace of their number.

use crate::error::Result;
use rayon::prelude::*;

/// Something to do that touches nothing of what is done beside it.
pub(super) type Task<'t> = Box<dyn FnOnce() -> Result<()> + Send + 't>;

/// Does everything; of several errors the first task's is returned, however the others fared.
pub(super) fn side_by_side(tasks: Vec<Task<'_>>) -> Result<()> {
    let ends: Vec<Result<()>> = tasks.into_par_iter().with_max_len(1).map(|task| task()).collect();
    ends.into_iter().collect()
}

/// Makes the list of tasks from expressions, for [`side_by_side`].
macro_rules! tasks {
    ($($task:expr),+ $(,)?) => { vec![$(Box::new(|| $task) as $crate::validate::beside::Task<'_>),+] };
}
pub(super) use tasks;

/// Hands over items in order, each while the next one is made.
pub(super) fn each<T: Send>(
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

    #[test]
    fn the_first_error_counts() {
        let fail = |n: u32| move || Err(Error::new(ErrorKind::Release, format!("task {n}")));
        let (one, two, mut done) = (fail(1), fail(2), false);
        let mut work = || {
            done = true;
            Ok(())
        };
        let error = side_by_side(tasks![work(), one(), two()]).unwrap_err();
        assert!(done && error.to_string().contains("task 1"));
    }
}
