//! Articles, claims, labels, speakers and rejects as rows. Bytes become code points here and nowhere else.

use super::batch::{Row, TableBuilder};
use super::speakers::SpeakerRow;
use crate::model::{Article, Claim, CodePoints, Extraction, Reject, Span, Speaker, StanceLabel, Vocabulary};

/// What the release adds to an article.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// SHA-256 of the text, in hexadecimal.
    pub text_sha256: &'a str,
    /// The first article with the same text.
    pub near_duplicate_of: Option<&'a str>,
    /// The split that the article falls into.
    pub split: &'a str,
    /// The target whose label stands in `claims.stance`; the first label of a claim where it is `None`.
    pub primary_target: Option<&'a str>,
    /// The labeler whose label that is; the first one toward the target where it is `None`.
    pub primary_labeler: Option<&'a str>,
}

/// A row of `articles`.
pub fn article(
    to: &mut TableBuilder,
    article: &Article,
    extraction: &Extraction,
    points: &CodePoints<'_>,
    facts: Facts<'_>,
) {
    to.push(|row| {
        row.text("article_id", article.article_id.as_str())
            .text("source_id", article.source_id.as_str())
            .text("url", article.url.as_deref())
            .text("outlet", article.outlet.as_deref())
            .text("title", title(article, extraction))
            .text("author", article.author.as_deref())
            .instant("published_at", article.published_at.map(jiff::Timestamp::as_microsecond))
            .text("language", article.language.as_str())
            .text("text", article.text.as_str())
            .text("text_sha256", facts.text_sha256)
            .list("blocks", &extraction.blocks, |record, block| {
                let (start, end) = points.span(block.span);
                record.text("kind", block.kind.as_str()).int("start_char", start).int("end_char", end);
            })
            .int("n_claims", extraction.claims.len() as u32)
            .text("near_duplicate_of", facts.near_duplicate_of)
            .text("split", facts.split);
    });
}

/// The headline of an article: as its text has it, else as its source gives it.
pub fn title<'a>(article: &'a Article, extraction: &'a Extraction) -> Option<&'a str> {
    extraction.title.as_deref().or(article.title.as_deref())
}

/// The rows of `claims` of one article.
pub fn claims(
    to: &mut TableBuilder,
    article: &Article,
    extraction: &Extraction,
    points: &CodePoints<'_>,
    facts: Facts<'_>,
) {
    for (index, claim) in extraction.claims.iter().enumerate() {
        to.push(|row| claim_row(row, index, claim, article, extraction, points, facts));
    }
}

fn claim_row(
    row: &mut Row<'_>,
    index: usize,
    claim: &Claim,
    article: &Article,
    extraction: &Extraction,
    points: &CodePoints<'_>,
    facts: Facts<'_>,
) {
    let text = article.text.as_str();
    let speaker = extraction.speaker_of(claim);
    let label = primary_label(claim, facts.primary_target, facts.primary_labeler);
    let outer = claim.nested_in.and_then(|i| extraction.claims.get(i as usize));
    let (start, end) = points.span(claim.content);
    row.text("claim_id", claim.claim_id.as_str())
        .text("article_id", article.article_id.as_str())
        .int("claim_index", index as u32)
        .text("text", claim.content.of(text))
        .int("start_char", start)
        .int("end_char", end)
        .int("start_byte", claim.content.start)
        .int("end_byte", claim.content.end)
        .list("spans", &claim.parts, |record, &part| {
            let (start, end) = points.span(part);
            record.int("start_char", start).int("end_char", end);
        })
        .int("paragraph_index", claim.paragraph_index)
        .int("sentence_index", claim.sentence_index)
        .text("quote_type", claim.quote_type.as_str());
    let cue = claim.cue.as_ref();
    quoted(row, ["cue_text", "cue_start_char", "cue_end_char"], cue.map(|c| c.span), text, points);
    row.text("cue_lemma", cue.map(|c| c.lemma))
        .text("cue_class", cue.map(|c| c.class.as_str()))
        .text("cue_kind", cue.map(|c| c.kind.as_str()))
        .bool("negated", claim.negated)
        .text("speaker_id", speaker.map(|s| s.speaker_id.as_str()));
    quoted(row, ["speaker_text", "speaker_start_char", "speaker_end_char"], claim.mention, text, points);
    row.text("speaker_name", speaker.and_then(|s| s.name()))
        .text("speaker_role", speaker.and_then(|s| s.role.as_deref()))
        .text("speaker_affiliation", speaker.and_then(|s| s.affiliation.as_deref()))
        .text("speaker_type", speaker.map_or("unknown", |s| s.speaker_type.as_str()))
        .text("speaker_resolution", claim.resolution.as_str())
        .bool("is_anonymous", speaker.is_some_and(Speaker::is_anonymous))
        .text("anonymity", speaker.map_or("none", |s| s.anonymity().as_str()));
    quoted(row, ["anonymity_text", "anonymity_start_char", "anonymity_end_char"], claim.formula, text, points);
    row.text("addressee", claim.addressee.map(|s| s.of(text)))
        .text("nested_in", outer.map(|c| c.claim_id.as_str()))
        .text("rule", claim.rule)
        .text("stance", label.map(|l| l.stance.as_str()))
        .float("stance_score", label.map(|l| l.score))
        .text("split", facts.split);
}

/// A slice of the text with its code points, or three nulls.
fn quoted(row: &mut Row<'_>, names: [&str; 3], span: Option<Span>, text: &str, points: &CodePoints<'_>) {
    let place = span.map(|s| points.span(s));
    row.text(names[0], span.map(|s| s.of(text))).int(names[1], place.map(|p| p.0)).int(names[2], place.map(|p| p.1));
}

/// The label that a claim's own row shows.
pub fn primary_label<'c>(claim: &'c Claim, target: Option<&str>, labeler: Option<&str>) -> Option<&'c StanceLabel> {
    // Without a name it is the first target's: another labeler may only know the second.
    let target = target.or_else(|| claim.stances.first().map(|l| l.target.as_str()));
    let is_primary =
        |l: &&StanceLabel| target.is_none_or(|t| l.target == t) && labeler.is_none_or(|name| l.labeler == name);
    claim.stances.iter().find(is_primary)
}

/// The rows of `stances` of one article.
pub fn stances(to: &mut TableBuilder, article: &Article, extraction: &Extraction, points: &CodePoints<'_>) {
    for claim in &extraction.claims {
        for label in &claim.stances {
            to.push(|row| {
                row.text("claim_id", claim.claim_id.as_str())
                    .text("target_id", label.target.as_str())
                    .text("labeler", label.labeler.as_str())
                    .text("stance", label.stance.as_str())
                    .float("score", label.score)
                    .list("evidence", &label.evidence, |record, evidence| {
                        let (start, end) = points.span(evidence.span);
                        record
                            .text("text", evidence.span.of(&article.text))
                            .int("start_char", start)
                            .int("end_char", end)
                            .text("rule", evidence.rule);
                    })
                    .text("rule", label.rule);
            });
        }
    }
}

/// A row of `speakers`.
pub fn speaker(to: &mut TableBuilder, speaker: &SpeakerRow) {
    to.push(|row| {
        row.text("speaker_id", speaker.speaker_id.as_str())
            .text("name", speaker.name.as_deref())
            .text("description", speaker.description.as_str())
            .list("aliases", &speaker.aliases, |record, wording| {
                record.text("text", wording.text.as_str()).int("n_articles", wording.n_articles);
            })
            .list("roles", &speaker.roles, |record, wording| {
                record.text("text", wording.text.as_str()).int("n_articles", wording.n_articles);
            })
            .text("affiliation", speaker.affiliation.as_deref())
            .text("speaker_type", speaker.speaker_type.as_str())
            .bool("is_anonymous", speaker.is_anonymous)
            .int("n_claims", speaker.n_claims)
            .int("n_articles", speaker.n_articles)
            .text("external_id", speaker.external_id.as_deref());
    });
}

/// A row of `duplicates`; `jaccard` is `None` for texts that are equal byte by byte.
pub fn duplicate(to: &mut TableBuilder, article: &str, of: &str, jaccard: Option<f64>) {
    to.push(|row| {
        row.text("article_id", article)
            .text("duplicate_of", of)
            .text("kind", if jaccard.is_some() { "near" } else { "exact" })
            .float("jaccard", jaccard.unwrap_or(1.0));
    });
}

/// A row of `rejects`.
pub fn reject(to: &mut TableBuilder, reject: &Reject) {
    to.push(|row| {
        row.text("source", reject.source.as_str())
            .long("row", reject.row)
            .text("reason", reject.reason.as_str())
            .text("detail", reject.detail.as_str())
            .text("raw", reject.raw.as_str());
    });
}
