//! Attribution: cue, content, speaker, and who the speaker is.

pub(crate) mod reading;
