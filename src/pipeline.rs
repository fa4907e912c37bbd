//! From an article to its extraction: structure, claims, speakers, stances.
//!
//! Pure: no input or output, no clock, no `Result`, no panic on any text.

mod load;

use crate::attribution::{Attribution, attribute};
use crate::gazetteer::Gazetteer;
use crate::lexicon::Lexicon;
use crate::model::{Article, Claim, Extraction, Span, Speaker};
use crate::stance::{ClaimView, StanceLabeler, Target};
use crate::text::structure::annotate;

/// Extracts claims from articles; cheap to share between threads.
///
/// ```
/// use claimkit::model::Article;
/// use claimkit::pipeline::Extractor;
/// let article = Article::new("a1", "قال المحلل نوار العبدلي إن الحدود مؤمنة.");
/// let extraction = Extractor::new(Vec::new()).extract(&article);
/// let claim = &extraction.claims[0];
/// assert_eq!(claim.content.of(&article.text), "الحدود مؤمنة");
/// assert_eq!(extraction.speaker_of(claim).unwrap().name(), Some("نوار العبدلي"));
/// ```
#[derive(Debug)]
pub struct Extractor {
    labeler: StanceLabeler,
    gazetteer: Gazetteer,
}

impl Extractor {
    /// An extractor that labels stances toward the targets; the first one is the primary target.
    pub fn new(targets: Vec<Target>) -> Self {
        Self { labeler: StanceLabeler::new(targets), gazetteer: Gazetteer::default() }
    }

    /// The same extractor, which joins named speakers to the entries of a gazetteer.
    ///
    /// ```
    /// use claimkit::{gazetteer::Gazetteer, model::Article, pipeline::Extractor};
    /// let known = Gazetteer::parse("people.csv".as_ref(), "name,aliases,external_id\nنوار العبدلي,أبو سالم العبدلي,p7\n".as_bytes())?;
    /// let extractor = Extractor::new(Vec::new()).with_gazetteer(known);
    /// let speaker = |text: &str| extractor.extract(&Article::new("a1", text)).speakers.remove(0);
    /// let (one, other) = (speaker("قال نوار العبدلي إن الحدود مؤمنة."), speaker("قال أبو سالم العبدلي إن الحدود مؤمنة."));
    /// assert_eq!((&one.speaker_id, one.external_id.as_deref()), (&other.speaker_id, Some("p7")));
    /// # Ok::<(), claimkit::error::Error>(())
    /// ```
    #[must_use]
    pub fn with_gazetteer(mut self, gazetteer: Gazetteer) -> Self {
        self.gazetteer = gazetteer;
        self
    }

    /// The targets, the primary one first.
    pub fn targets(&self) -> &[Target] {
        self.labeler.targets()
    }

    /// Structure, claims, speakers and stances of an article.
    pub fn extract(&self, article: &Article) -> Extraction {
        self.prepare(&article.text);
        let structure = annotate(&article.text, article.title.as_deref(), &article.known_blocks);
        let title = article.title.clone().or_else(|| structure.title.map(|t| t.of(&article.text).to_string()));
        let mut found = attribute(&article.article_id, &article.text, &structure.blocks);
        let headline = structure.title.map(|t| t.of(&article.text)).or(article.title.as_deref());
        self.label(&article.text, headline, &mut found);
        let mut extraction =
            Extraction { blocks: structure.blocks, title, claims: found.claims, speakers: found.speakers };
        self.gazetteer.join(&mut extraction);
        extraction
    }

    /// Reads the word lists that the first text needs, which is most of what a small file waits for, side by side; those of a
    /// target wait for the first text about it.
    fn prepare(&self, text: &str) {
        if !Lexicon::is_read() {
            std::thread::scope(|scope| {
                // Where the system gives no thread, the list is read when it is first asked for.
                let _ = std::thread::Builder::new().spawn_scoped(scope, Lexicon::built_in);
                self.labeler.prepare(text);
            });
        }
    }

    /// Fills in the stances of all claims.
    fn label(&self, text: &str, headline: Option<&str>, found: &mut Attribution) {
        if found.claims.is_empty() || self.labeler.targets().is_empty() {
            return;
        }
        let context = self.labeler.context_of(text, std::mem::take(&mut found.tokens), headline);
        let reports = reports_inside(&found.claims);
        let labels: Vec<_> =
            (0..found.claims.len()).map(|i| self.labeler.label(&context, &view(found, i, &reports[i]))).collect();
        for (claim, stances) in found.claims.iter_mut().zip(labels) {
            claim.stances = stances;
        }
    }
}

/// What the labeler needs of a claim.
fn view<'a>(found: &'a Attribution, i: usize, reports: &'a [Span]) -> ClaimView<'a> {
    let claim = &found.claims[i];
    let at = claim.sentence_index as usize;
    let sentence = found.sentences.get(at).copied().unwrap_or(claim.content);
    let first = at.saturating_sub(2);
    let preceding = match found.sentences.get(first) {
        Some(s) if first < at => Span { start: s.start, end: sentence.start.max(s.start) },
        _ => Span { start: sentence.start, end: sentence.start },
    };
    let speaker = claim.speaker.and_then(|s| found.speakers.get(s as usize));
    ClaimView {
        content: claim.content,
        parts: &claim.parts,
        cue_class: claim.cue.as_ref().map(|c| c.class),
        cue_lemma: claim.cue.as_ref().map_or("", |c| c.lemma),
        speaker_text: speaker.map(|s: &Speaker| s.description.as_str()),
        preceding,
        sentence,
        nested_reports: reports,
    }
}

/// For every claim the contents of claims by other speakers inside it.
fn reports_inside(claims: &[Claim]) -> Vec<Vec<Span>> {
    let mut reports = vec![Vec::new(); claims.len()];
    for claim in claims {
        let Some(outer) = claim.nested_in.map(|n| n as usize).filter(|&n| n < claims.len()) else { continue };
        if claims[outer].speaker != claim.speaker {
            reports[outer].push(claim.content);
        }
    }
    reports
}
