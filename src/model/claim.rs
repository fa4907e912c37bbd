//! Attributed claims: cue, source, content (the terms of PARC 3.0 and PolNeAR).

use super::{Span, StanceLabel, vocabulary::vocabulary, wire};
use serde::{Deserialize, Serialize};

/// The name of a rule, such as `ATT-MODE-A`; `claimkit explain` prints what it does.
pub type RuleId = &'static str;

/// The dictionary form of a word, as the lexicon has it.
pub type Lemma = &'static str;

vocabulary! {
    /// How the words of the content are presented.
    QuoteType {
        /// All of it between quotation marks, or free direct speech.
        Direct = "direct",
        /// The outlet's wording.
        Indirect = "indirect",
        /// Indirect with a quoted fragment of the speaker's own words.
        Mixed = "mixed",
    }
}

vocabulary! {
    /// What the cue says about the act of speaking.
    CueClass {
        /// Plain saying (قال).
        Neutral = "neutral",
        /// Stressing, confirming (أكد).
        Assertive = "assertive",
        /// Going on (أضاف).
        Additive = "additive",
        /// Warning (حذر).
        Warning = "warning",
        /// Denying (نفى).
        Denial = "denial",
        /// Refusing (رفض).
        Rejection = "rejection",
        /// Accusing (اتهم).
        Accusation = "accusation",
        /// Criticising, condemning (انتقد).
        Criticism = "criticism",
        /// Praising, welcoming (رحب).
        Praise = "praise",
        /// Demanding, urging (طالب).
        Demand = "demand",
        /// Revealing, admitting (كشف).
        Revealing = "revealing",
        /// Thinking, expecting, hoping (رأى).
        Belief = "belief",
        /// Claiming with the outlet's doubt (زعم).
        Doubtful = "doubtful",
        /// Asking (تساءل).
        Question = "question",
        /// Promising or threatening (تعهد، هدد).
        PromiseThreat = "promise_threat",
        /// Deciding, voting (صوت).
        Decision = "decision",
    }
}

vocabulary! {
    /// The part of speech of the cue.
    CueKind {
        /// A finite verb or a participle.
        Verb = "verb",
        /// A verbal noun (قوله، تأكيده).
        Noun = "noun",
        /// A preposition (بحسب، وفقا لـ).
        Preposition = "preposition",
        /// The colon of a headline or an interview.
        Colon = "colon",
    }
}

vocabulary! {
    /// How the speaker of a claim was found.
    Resolution {
        /// A name, or a description that introduces its speaker.
        Explicit = "explicit",
        /// No overt subject (وأضاف أن).
        Elided = "elided",
        /// A pronoun (قوله، هو، لكنه).
        Pronoun = "pronoun",
        /// A definite description of somebody introduced before (المسؤول).
        Nominal = "nominal",
        /// A part of a name introduced in full elsewhere (الزركاني).
        Surname = "surname",
        /// The subject of a governing verb or the speaker of the quotation before (participles, free direct speech).
        Inherited = "inherited",
        /// Not found.
        None = "none",
    }
}

/// The words that attribute the claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cue {
    /// Where it stands, without a proclitic و or ف.
    pub span: Span,
    /// Dictionary form (قال).
    #[serde(deserialize_with = "wire::interned")]
    pub lemma: Lemma,
    /// What it says about the act of speaking.
    pub class: CueClass,
    /// Part of speech.
    pub kind: CueKind,
}

/// One attributed claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Hash of article, cue and content; stable across versions of the rules.
    pub claim_id: String,
    /// The content, from its first to its last word, without complementiser and outer quotation marks.
    pub content: Span,
    /// The parts of the content where something interrupts it; one part equal to `content` elsewhere.
    pub parts: Vec<Span>,
    /// Zero-based number of the paragraph (block) it starts in.
    pub paragraph_index: u32,
    /// Zero-based number of the sentence of the article it starts in.
    pub sentence_index: u32,
    /// Direct, indirect or mixed.
    pub quote_type: QuoteType,
    /// Whether the act of speaking itself is denied; such claims are not emitted by the rules, gold may hold them.
    pub negated: bool,
    /// The cue; `None` for free direct speech.
    pub cue: Option<Cue>,
    /// The overt noun phrase of the speaker; `None` where the subject is elided.
    pub mention: Option<Span>,
    /// Index into [`Extraction::speakers`](super::Extraction); `None` where nobody was found.
    pub speaker: Option<u32>,
    /// How the speaker was found.
    pub resolution: Resolution,
    /// The anonymity formula, where this claim's own mention carries one.
    pub formula: Option<Span>,
    /// The outlet or person spoken to.
    pub addressee: Option<Span>,
    /// Index of the claim that this one stands in.
    pub nested_in: Option<u32>,
    /// The rule that found it.
    #[serde(deserialize_with = "wire::interned")]
    pub rule: RuleId,
    /// One label a target and labeler; the primary target first.
    pub stances: Vec<StanceLabel>,
}
