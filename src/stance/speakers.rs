//! Speakers who were looked at already: the same few hundred offices and names fill the news.

use super::scene::SpeakerSide;
use foldhash::fast::FixedState;
use std::hash::BuildHasher;
use std::sync::OnceLock;

/// Speakers that are remembered, a power of two; those who are met first are the most frequent ones.
const SLOTS: usize = 1 << 12;

/// How many slots may hold a speaker.
const PROBES: usize = 8;

type Slot = OnceLock<(Box<str>, SpeakerSide)>;

/// What speakers say under one target, by their descriptions. What stands in a slot stays there, so that threads wait for
/// nobody; nothing depends on it but time.
#[derive(Debug, Default)]
pub(super) struct Speakers(OnceLock<Box<[Slot]>>);

impl Speakers {
    /// What a description says, worked out if it was not met before or there is no room for it.
    pub(super) fn get(&self, description: &str, work_out: impl FnOnce() -> SpeakerSide) -> SpeakerSide {
        let slots = self.0.get_or_init(|| (0..SLOTS).map(|_| Slot::new()).collect());
        let first = FixedState::default().hash_one(description) as usize;
        for slot in (0..PROBES).map(|n| &slots[first.wrapping_add(n) & (SLOTS - 1)]) {
            match slot.get() {
                Some((known, side)) if **known == *description => return *side,
                Some(_) => {}
                None => {
                    let side = work_out();
                    // Another thread may have been faster, with another speaker even.
                    let _ = slot.set((description.into(), side));
                    return side;
                }
            }
        }
        work_out()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_speaker_is_worked_out_once_and_more_than_there_is_room_for_are_answered() {
        let speakers = Speakers::default();
        let mut asked = 0;
        for _ in 0..2 {
            speakers.get("الناطق باسم التحالف", || {
                asked += 1;
                SpeakerSide::default()
            });
        }
        assert_eq!(asked, 1);
        for n in 0..2 * SLOTS {
            speakers.get(&format!("المتحدث {n}"), SpeakerSide::default);
        }
        let full = |speakers: &Speakers| speakers.0.get().is_some_and(|slots| slots.iter().all(|s| s.get().is_some()));
        assert!(full(&speakers));
    }
}
