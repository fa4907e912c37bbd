//! Threads to work with.

use crate::error::{Error, ErrorKind, Location, Result};

/// Threads that may be asked for on any machine.
pub const MAX_THREADS: usize = 256;

/// A pool of threads; 0 takes one a processor.
///
/// ```
/// use claimkit::build::pool;
/// assert_eq!(pool(2)?.current_num_threads(), 2);
/// assert!(pool(100_000).unwrap_err().to_string().starts_with("threads: 100000 are too many"));
/// # Ok::<(), claimkit::error::Error>(())
/// ```
///
/// # Errors
/// When more than [`MAX_THREADS`] are asked for, and more than the machine has processors; or when the system starts no more.
pub fn pool(threads: usize) -> Result<rayon::ThreadPool> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    check(threads, processors)?;
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|e| Error::new(ErrorKind::Io, "cannot start threads").caused_by(e))
}

/// Tens of thousands of threads start, and then stand in each other's way for minutes.
fn check(threads: usize, processors: usize) -> Result<()> {
    let limit = MAX_THREADS.max(processors);
    if threads <= limit {
        return Ok(());
    }
    let message = format!(
        "{threads} are too many: at most {limit} can be asked for, because more than one a processor ({processors} here) make \
         nothing faster"
    );
    Err(Error::new(ErrorKind::Config, message).at(Location::default().field("threads")).hint("0 takes one a processor"))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn a_large_machine_may_use_all_its_processors() {
        assert!(check(256, 2).is_ok() && check(384, 384).is_ok());
        let error = check(385, 384).unwrap_err().to_string();
        assert!(error.contains("at most 384") && error.ends_with("(0 takes one a processor)"), "{error}");
    }
}
