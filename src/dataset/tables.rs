//! The six tables. Every description is what a reader of the file sees, so it says unit and meaning in full.

use super::schema::{
    Column, Definition,
    Kind::{Bool, Float64, Instant, Int32, Int64, Structs, Text},
};
use crate::model::{
    Anonymity, BlockKind, CueClass, CueKind, QuoteType, RejectReason, Resolution, SpeakerType, Stance, Vocabulary,
};

const fn text(name: &'static str, description: &'static str) -> Column {
    Column::new(name, Text, description)
}

const fn int(name: &'static str, description: &'static str) -> Column {
    Column::new(name, Int32, description)
}

const START: Column = int("start_char", "First code point, counted from 0 in articles.text.");
const END: Column = int("end_char", "One past the last code point, in articles.text.");
const SPLIT: Column = text("split", "Split the row belongs to; equal to the first part of the file name.");

/// One row an article.
pub(super) const ARTICLES: Definition = Definition {
    name: "articles",
    description: "One article: its text exactly as it was decoded, and what its source said of it.",
    primary_key: &["article_id"],
    foreign_keys: &[("near_duplicate_of", "articles.article_id")],
    columns: &[
        text("article_id", "Primary key: the source's own id, or a hash of the text."),
        text("source_id", "Name of the source in the configuration, or the file the article came from."),
        text("url", "Address of the article.").optional(),
        text("outlet", "Outlet that published it.").optional(),
        text("title", "Headline, as a field of the source or as found in the text.").optional().words(),
        text("author", "Byline, as a field of the source.").optional(),
        Column::new("published_at", Instant, "Time of publication, UTC, microseconds.").optional(),
        text("language", "BCP 47 language tag."),
        text("text", "The text as it was decoded; nothing rewritten. Every offset of the release points here.").words(),
        text("text_sha256", "SHA-256 of the UTF-8 bytes of text, in lower-case hexadecimal."),
        Column::new(
            "blocks",
            Structs(&[text("kind", "What the stretch is.").one_of(BlockKind::spellings), START, END]),
            "Structure of the text, in text order, without overlaps.",
        ),
        int("n_claims", "Number of rows of claims with this article_id."),
        text(
            "near_duplicate_of",
            "Id of the first article of a group of the same or nearly the same texts (see duplicates), where this is a \
             later one; all are in one split.",
        )
        .optional(),
        SPLIT,
    ],
    standoff: &[
        int("text_chars", "Length of the withheld text in code points.").since("1.1.0"),
        int("text_bytes", "Length of the withheld text in bytes of UTF-8.").since("1.1.0"),
        text("title_sha256", "SHA-256 of the withheld title; null where there is none.").optional().since("1.1.0"),
    ],
};

/// One row an attributed claim.
pub(super) const CLAIMS: Definition = Definition {
    name: "claims",
    description: "One attributed claim: what was said, who said it, by which words, and whether anonymously.",
    primary_key: &["claim_id"],
    foreign_keys: &[
        ("article_id", "articles.article_id"),
        ("speaker_id", "speakers.speaker_id"),
        ("nested_in", "claims.claim_id"),
    ],
    columns: &[
        text("claim_id", "Primary key: a hash of article, cue and content, stable across versions of the rules."),
        text("article_id", "The article it stands in."),
        int("claim_index", "Number of the claim in its article, from 0, in text order."),
        text(
            "text",
            "The content: articles.text[start_char:end_char], without complementiser and outer quotation marks.",
        )
        .words(),
        int("start_char", "First code point of the content in articles.text."),
        int("end_char", "One past the last code point of the content."),
        int("start_byte", "First UTF-8 byte of the content in articles.text."),
        int("end_byte", "One past the last UTF-8 byte of the content."),
        Column::new(
            "spans",
            Structs(&[START, END]),
            "Parts of the content where something interrupts it; one part equal to the content elsewhere.",
        ),
        int("paragraph_index", "Number of the block of articles.blocks it starts in, from 0."),
        int("sentence_index", "Number of the sentence of the article it starts in, from 0."),
        text("quote_type", "How the words are presented.").one_of(QuoteType::spellings),
        text("cue_text", "Words that attribute the claim; null for free direct speech.").optional().words(),
        int("cue_start_char", "First code point of the cue in articles.text.").optional(),
        int("cue_end_char", "One past the last code point of the cue.").optional(),
        text("cue_lemma", "Dictionary form of the cue.").optional(),
        text("cue_class", "What the cue says about the act of speaking.").optional().one_of(CueClass::spellings),
        text("cue_kind", "Part of speech of the cue.").optional().one_of(CueKind::spellings),
        Column::new("negated", Bool, "Whether the act of speaking itself is denied."),
        text("speaker_id", "Who said it; null where nobody was found.").optional(),
        text("speaker_text", "Overt noun phrase of the speaker; null where the subject is elided.").optional().words(),
        int("speaker_start_char", "First code point of speaker_text in articles.text.").optional(),
        int("speaker_end_char", "One past the last code point of speaker_text.").optional(),
        text("speaker_name", "Resolved name; always null for anonymous speakers.").optional(),
        text("speaker_role", "Role or title in the mentions of the speaker.").optional(),
        text("speaker_affiliation", "Organisation in the mentions of the speaker.").optional(),
        text("speaker_type", "What the speaker is.").one_of(SpeakerType::spellings),
        text("speaker_resolution", "How the speaker was found.").one_of(Resolution::spellings),
        Column::new("is_anonymous", Bool, "Whether the speaker is unnamed; true exactly where anonymity is not none."),
        text("anonymity", "Whether and how the speaker is anonymous, as a fact about the speaker in this article.")
            .one_of(Anonymity::spellings),
        text("anonymity_text", "The formula of anonymity, where this claim's own mention carries one.")
            .optional()
            .words(),
        int("anonymity_start_char", "First code point of the formula in articles.text.").optional(),
        int("anonymity_end_char", "One past the last code point of the formula.").optional(),
        text("addressee", "The outlet or person spoken to, as worded in the article.").optional(),
        text("nested_in", "Id of the claim of the same article that this one stands in.").optional(),
        text("rule", "Rule that found the claim."),
        text("stance", "Label toward the primary target by the primary labeler; null where nothing was labelled.")
            .optional()
            .one_of(Stance::spellings),
        Column::new("stance_score", Float64, "Signed strength of stance in [-1, 1]; positive for favor.").optional(),
        SPLIT,
    ],
    standoff: &[],
};

/// One row a speaker.
pub(super) const SPEAKERS: Definition = Definition {
    name: "speakers",
    description: "One speaker: linked across articles where named, of one article only where anonymous.",
    primary_key: &["speaker_id"],
    foreign_keys: &[],
    columns: &[
        text("speaker_id", "Primary key: equal across articles for a name, never equal across articles without one."),
        text("name", "Name, in its most frequent spelling; always null for anonymous speakers.").optional(),
        text("description", "The outlet's own wording: the most frequent one, the longer one where equal."),
        Column::new(
            "aliases",
            Structs(&[text("text", "The wording."), int("n_articles", "Number of articles that use it.")]),
            "Other wordings, in code point order; at most 64.",
        ),
        Column::new(
            "roles",
            Structs(&[text("text", "The role or title."), int("n_articles", "Number of articles that give it.")]),
            "Roles and titles, in code point order; at most 64.",
        ),
        text("affiliation", "Organisation, the most frequent one.").optional(),
        text("speaker_type", "What the speaker is.").one_of(SpeakerType::spellings),
        Column::new("is_anonymous", Bool, "Whether the speaker is unnamed."),
        int("n_claims", "Number of rows of claims with this speaker_id."),
        int("n_articles", "Number of articles it speaks in; 1 for anonymous speakers."),
        text("external_id", "Id in a gazetteer that the user supplied.").optional(),
    ],
    standoff: &[],
};

/// One row a label.
pub(super) const STANCES: Definition = Definition {
    name: "stances",
    description: "One label of a claim toward a target, with the words that weighed in it.",
    primary_key: &["claim_id", "target_id", "labeler"],
    foreign_keys: &[("claim_id", "claims.claim_id")],
    columns: &[
        text("claim_id", "The claim."),
        text("target_id", "The target."),
        text("labeler", "Who labelled: rules, a model, an annotator."),
        text("stance", "The label.").one_of(Stance::spellings),
        Column::new("score", Float64, "Signed strength in [-1, 1]; positive for favor, 0 for neutral and unrelated."),
        Column::new(
            "evidence",
            Structs(&[
                text("text", "The words: articles.text[start_char:end_char].").words(),
                START,
                END,
                text("rule", "The rule that weighed them."),
            ]),
            "Words of the article that weighed in the label.",
        ),
        text("rule", "The rule that decided."),
    ],
    standoff: &[],
};

/// One row a rejected input row.
pub(super) const REJECTS: Definition = Definition {
    name: "rejects",
    description: "One row of the input that did not become an article, so that nothing vanishes.",
    primary_key: &[],
    foreign_keys: &[],
    columns: &[
        text("source", "File, as the configuration names it."),
        Column::new("row", Int64, "Line or record number from 1; null where the whole file is meant.").optional(),
        text("reason", "Why.").one_of(RejectReason::spellings),
        text("detail", "In words: the field, what was found, what to do."),
        text("raw", "The raw input, shortened to its first 4,096 characters.").words(),
    ],
    standoff: &[text("raw_sha256", "SHA-256 of the withheld raw input.").since("1.1.0")],
};

/// One row a pair of articles.
pub(super) const DUPLICATES: Definition = Definition {
    name: "duplicates",
    description: "Two articles with the same or nearly the same text; both are in one split.",
    primary_key: &["article_id", "duplicate_of"],
    foreign_keys: &[("article_id", "articles.article_id"), ("duplicate_of", "articles.article_id")],
    columns: &[
        text("article_id", "The article that was read later.").since("1.1.0"),
        text("duplicate_of", "The article that was read before it.").since("1.1.0"),
        text("kind", "Whether the texts are equal byte by byte.").one_of(duplicate_kinds).since("1.1.0"),
        Column::new(
            "jaccard",
            Float64,
            "Jaccard index of their sets of shingles of three folded words, in [0.8, 1]; 1 for equal texts.",
        )
        .since("1.1.0"),
    ],
    standoff: &[],
};

fn duplicate_kinds() -> Vec<&'static str> {
    vec!["exact", "near"]
}
