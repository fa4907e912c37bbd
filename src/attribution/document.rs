//! Documents whose words are told: جاء في بيان للوزارة أن, ورد في التقرير أن; and who gave them out.

use super::mention::closed_end;
use super::name::analyse;
use super::narration::Clause;
use super::resolve::{Resolved, Turn};
use super::trial::Trial;
use crate::lexicon::cue::Sub;
use crate::lexicon::flags::STATEMENT;
use crate::lexicon::noun::NounKind;
use crate::model::SpeakerType;

/// جاء في بيان للوزارة أن, ورد في التقرير أن: the document that the words stand in speaks; بيان لها, بيانها is of whoever acts.
pub(super) fn quoted(t: &Trial, limit: usize) -> Option<(usize, usize)> {
    let Trial { r, c, formulas, .. } = *t;
    let s = c.at + 2;
    let paper = || r.noun(s).is_some_and(|n| n.noun.kind == NounKind::Document) || r.has(s, STATEMENT);
    let told = matches!(c.form.lemma, "جاء" | "ورد") && r.bare_key(s - 1) == "في" && s < limit && paper();
    if !told || [s, s + 1].iter().any(|&k| r.key(k).ends_with('ه') || r.key(k).ends_with("ها")) {
        return None;
    }
    let end = closed_end(r, s, limit, c.form, formulas);
    (end > s).then_some((s, end))
}

impl Resolved {
    /// أصدرت الهيئة بيانا. … وجاء في البيان أن, قالت الوزارة في بيان إن …. وجاء في البيان أن: who gave the document out, where
    /// the text says so shortly before the document, a lone definite word at `at`.
    pub(super) fn issuer(&mut self, t: &Turn, (at, end): (usize, usize)) -> Option<usize> {
        let lone = end == at + 1 && t.draft.sub == Sub::Document && at > 0 && t.r.bare_key(at - 1) == "في";
        let stem = t.r.key(at).strip_prefix("ال").filter(|_| lone)?;
        let here = t.r.sentence_of(at);
        let from = t.r.sentences.get(here.saturating_sub(NEAR))?.start;
        let issues = |c: &&Clause| {
            let end = t.r.sentences.get(c.sentence).map_or(at, |s| s.end.min(at));
            let paper = |k: usize| t.r.key(k) == stem || t.r.key(k).strip_suffix('ا') == Some(stem);
            is_issuing(t.r.bare_key(c.verb)) && (c.subject.1..end).any(paper)
        };
        let same = |i: &usize| {
            let e = &self.entities[*i];
            e.kind == SpeakerType::Document && e.last_mentions().any(|m| t.r.key(m.0) == stem)
        };
        if let Some(known) = t.recent.iter().rev().copied().find(same) {
            return Some(known);
        }
        if let Some(clause) = t.narration.before(at, NEAR).find(issues) {
            let m = analyse(t.r, clause.subject.0, clause.subject.1);
            return Some(self.known(t, &m, clause).unwrap_or_else(|| self.overt(t, &m).0));
        }
        // أصدرت "التنسيقية"، مساء أمس، بيانا: whoever acted last.
        if (from..at).any(|k| t.r.key(k).strip_suffix('ا') == Some(stem)) {
            return self.elided(t);
        }
        // The last claim that was told with a document of this kind.
        let spoken =
            (from..at).rev().find(|&k| t.r.key(k) == stem || t.r.bare_key(k).strip_prefix('ب') == Some(stem))?;
        let sentence = t.r.sentences.get(t.r.sentence_of(spoken))?;
        // Drafts are in the order of their cues.
        let until = t.drafts[..self.of.len()].partition_point(|d| d.position() < sentence.end);
        let told = until.checked_sub(1).filter(|&n| t.drafts[n].position() >= sentence.start)?;
        self.of[told].0
    }
}

/// Sentences before a document in which who gave it out is looked for.
const NEAR: usize = 4;

/// أصدر، نشرت: verbs of giving out.
fn is_issuing(verb: &str) -> bool {
    matches!(
        verb,
        "اصدر"
            | "اصدرت"
            | "نشر"
            | "نشرت"
            | "وجه"
            | "وجهت"
            | "بث"
            | "بثت"
            | "اذاع"
            | "اذاعت"
            | "كتب"
            | "كتبت"
    )
}
