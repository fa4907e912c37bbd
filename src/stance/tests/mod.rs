//! Sentences of the project's own writing, with their labels.

use super::*;
