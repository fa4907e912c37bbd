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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Error, ErrorKind};

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
