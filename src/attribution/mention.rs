//! Where the noun phrase of the speaker begins and ends.
//!
//! Two modes. **Closed window**: a complementiser or colon follows the cue, and
//! everything between them is the speaker unless an adjunct starts. **Open**: nothing closes the window (accusative
//! and prepositional complements), so the phrase is read word by word.

use super::adjunct::{
    addressee_at, behind_parenthesis, behind_quote, how_often, is_contact, is_joined_venue, is_manner, is_time,
    is_venue, skip_adjuncts,
};
use super::anonymity::Formulas;
use super::extent::is_prep_attribution;
use super::object::other_noun;
use super::open_phrase::{accusative_plural, governed, is_attention, is_unknown, owned_action};
use super::opener::is_initial;
use super::reading::{Reading, without_preposition};
use crate::lexicon::cue::{Ambiguity, CueForm, Gender, Number, Pos, Sub, Tense, governs};
use crate::lexicon::flags::{
    ANON_ASK, ANON_CONDITION, ANON_REFUSE, ATTITUDE, COMP, CONJ, DOC_VERB, GIVEN, HARD, JOIN, KANA, METONYM, NAMED,
    NATION, NEG, OTHER, OUTLET, OUTLET_HEAD, PEOPLE, PREP, PRONOUN, QAD, QUANTIFIER, REL, STATEMENT, TIME, VERB,
};
use crate::lexicon::noun::NounKind;
use crate::text::token::Kind;

/// What stands in the place of the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A noun phrase, as a half-open range of tokens.
    Overt(usize, usize),
    /// A subject pronoun.
    Pronoun(usize),
    /// Nothing.
    Elided,
    /// A passive that leaves the speaker out.
    Nobody,
}

/// Longest phrase in tokens.
pub(super) const MAX_NP: usize = 30;

/// Closed window: the subject between the end of the cue and the start of the opener.
pub(crate) fn in_window(r: &Reading, start: usize, limit: usize, cue: &CueForm, formulas: Formulas) -> Subject {
    let s = window_begins(r, start, limit);
    if s >= limit {
        return Subject::Elided;
    }
    if r.has(s, PRONOUN) {
        return Subject::Pronoun(s);
    }
    // Behind an adjunct a joined word goes on with the adjunct (في رده على سؤال وجهه …).
    let joined = s > start && r.is_joined(s);
    if joined || no_subject(r, s, cue) || adverbial(r, s, limit) || !can_begin(r, s, limit) {
        return Subject::Elided;
    }
    let mut end = closed_end(r, s, limit, cue, formulas);
    // أبلغ الوزير اللجنة بأن: who is told is no part of the speaker.
    if cue.takes(governs::OBJECT_FIRST) {
        end = (s + 1..end).find(|&k| told(r, s, k)).unwrap_or(end);
    }
    if cue.sub == Sub::Describe {
        if is_described(r, s, end) {
            return Subject::Elided;
        }
        end = described(r, s, end).unwrap_or(end);
    }
    if end > s { Subject::Overt(s, without_aside(r, s, end)) } else { Subject::Elided }
}

/// Where the subject can begin, behind adjuncts.
fn window_begins(r: &Reading, start: usize, limit: usize) -> usize {
    let mut s = skip_adjuncts(r, start, limit);
    // في وقت أبلغ فيه المبعوث …: the resumptive pronoun stands before the subject.
    if r.has(s, DOC_VERB) && s + 1 < limit && r.noun(s + 1).is_some_and(|n| n.proclitic.is_none()) {
        s += 1;
    }
    // في مقال له، نشرته الصحيفة، أن: what is told of the occasion.
    if s > start && r.kind(s - 1) == Kind::Comma && acts_on(r, s) {
        let comma = (s..limit).find(|&k| r.kind(k) == Kind::Comma).unwrap_or(limit);
        s = skip_adjuncts(r, comma, limit);
    }
    s
}

/// Whether the first word behind a cue is one that the cue speaks to or of, and no subject.
fn no_subject(r: &Reading, s: usize, cue: &CueForm) -> bool {
    let key = r.key(s);
    // قال له مخاطبا: …
    let addressing = || participle_follows(r, s) && key.ends_with('ا') && !r.has(s, GIVEN);
    // قال للصحفيين، قال لقادة الكتلة: what the verb speaks to.
    let spoken_to = || cue.pos == Pos::Verb && r.noun(s).is_some_and(|n| n.proclitic.is_some());
    // ختم حديثه بالقول: the statement of the one who speaks.
    let own_words = r.has(s, STATEMENT) && (key.ends_with("ه") || key.ends_with("ها"));
    // ختم التدوينة بالقول: a paper in the other gender is what he closes.
    let closed = || cue.sub == Sub::Close && cue.agreement.gender == Gender::Masculine && is_paper(r, s);
    // ويلفت النظر إلى أن
    let attention = cue.lemma == "لفت" && is_attention(key);
    // ندد أيضا بالإهمال قائلا: the ب of the cue before a definite word.
    let complement = || r.bare_key(s).starts_with("بال") && governed(r, s, cue);
    own_words
        || attention
        || holds_its_subject(r, cue, s)
        || addressing()
        || spoken_to()
        || closed()
        || complement()
        || accusative_plural(r, s, cue)
}

/// طمأن المدير سالم الراوي المواطنين إلى، أبلغ مصدر «الوكالة» أن: whether who is told stands at `k` behind the subject.
fn told(r: &Reading, s: usize, k: usize) -> bool {
    let definite = |k: usize| r.key(k).starts_with("ال");
    // Behind given name and surname; الدين alone is part of a name.
    let named = || k > s + 1 && r.has(k - 2, GIVEN) && (r.has(k - 1, GIVEN) || is_unknown(r, k - 1));
    let people = || definite(k) && r.key(k).ends_with("ين") && named();
    let outlet = || k > s + 1 && r.quotes.opened_by(k).is_some() && r.noun(k - 1).is_none_or(|n| n.noun.definite);
    // أبلغت الشركة ركابها، طمأن مدير الصحة الأهالي
    let complete = || k > s && (definite(k - 1) || r.has(k - 1, GIVEN | NATION));
    let plural = || {
        r.noun(k).is_some_and(|n| n.noun.is_person() && n.noun.definite && n.noun.agreement.number == Number::Plural)
    };
    let owned = || is_unknown(r, k) && (r.key(k).ends_with("ها") || r.key(k).ends_with("هم"));
    let capital = || k > s + 1 && r.phrase_word(k).is_some_and(|(_, word)| word.flags & METONYM != 0);
    other_noun(r, s, k) || capital() || people() || outlet() || complete() && (r.has(k, PEOPLE) || plural() || owned())
}

/// وصفت العملية بأنها …: the only phrase is what is described. وصف الوزير العملية بأنها …: the second one is.
fn is_described(r: &Reading, s: usize, end: usize) -> bool {
    let named = (s..end).any(|k| r.has(k, GIVEN));
    let speaks = r.noun(s).is_some() || r.has(s, METONYM | OUTLET | OUTLET_HEAD | QUANTIFIER);
    let lone = end == s + 1 && r.key(s).starts_with("ال") && r.key(s).ends_with('ة');
    !speaks && !named && (lone || end > s + 1 && r.key(s + 1).starts_with("ال"))
}

/// المجتمعون، وفقا للبيان، : the phrase without another's attribution at its end.
pub(super) fn without_aside(r: &Reading, s: usize, end: usize) -> usize {
    (s + 1..end).find(|&k| r.kind(k) == Kind::Comma && is_prep_attribution(r, k + 1)).unwrap_or(end)
}

/// التدوينة، الكلمة: a feminine that somebody gives out, with the article.
fn is_paper(r: &Reading, s: usize) -> bool {
    let statement = |key: &str| r.lexicon.find(key).is_some_and(|w| r.lexicon.word(w).flags & STATEMENT != 0);
    r.key(s).strip_prefix("ال").is_some_and(|stem| stem.ends_with('ة') && statement(stem))
}

/// يصفان الأمر: before its subject a verb stays in the singular, so that behind a dual or plural no singular noun is the
/// subject (أكدا التقريران is a slip that occurs).
pub(super) fn holds_its_subject(r: &Reading, cue: &CueForm, s: usize) -> bool {
    let many = |k: usize| {
        r.noun(k).is_some_and(|n| matches!(n.noun.agreement.number, Number::Dual | Number::Plural))
            || r.key(k).ends_with("ان")
            || r.key(k).ends_with("ون")
    };
    cue.pos == Pos::Verb
        && matches!(cue.agreement.number, Number::Dual | Number::Plural)
        && r.key(s).starts_with("ال")
        && !many(s)
}

/// نشرته الصحيفة، عقدها الوزير: a verb with an object pronoun before its subject.
fn acts_on(r: &Reading, s: usize) -> bool {
    let key = r.key(s);
    let verb = ["ته", "تها", "ه", "ها"].iter().any(|e| key.ends_with(e)) && r.noun(s).is_none() && !r.has(s, GIVEN);
    verb && (is_unknown(r, s) || r.is_cue(s))
        && r.noun(s + 1).is_some_and(|n| n.proclitic.is_none() && (n.noun.definite || r.has(s + 1, OUTLET_HEAD)))
}

/// Where the described object begins behind a definite subject: at the first definite word of the other gender, which
/// can be no adjective of it.
fn described(r: &Reading, s: usize, end: usize) -> Option<usize> {
    let head = r.noun(s).filter(|n| n.noun.definite && n.noun.agreement.gender == Gender::Masculine)?;
    let feminine = |k: &usize| r.key(*k).starts_with("ال") && r.key(*k).ends_with('ة') && r.noun(*k).is_none();
    (s + head.len..end).find(feminine).filter(|&k| k == s + head.len)
}

/// An indefinite accusative that goes on (مدافعا عن، قيدا آخر، تبعا لها), or a common noun with a demonstrative behind
/// it (أسباب هذا الواقع): an adverb or object, never the subject.
pub(super) fn adverbial(r: &Reading, s: usize, limit: usize) -> bool {
    let next = s + 1;
    // ديانا خلال برنامج: an adjunct of time is no complement of a noun.
    let timed = matches!(r.bare_key(next), "خلال" | "اثناء" | "بعد" | "قبل" | "عقب" | "منذ")
        && r.key(s).strip_suffix('ا').is_none_or(|stem| r.lexicon.find(stem).is_none());
    let goes_on = next < limit
        && !timed
        && (r.has(next, PREP | OTHER) && !is_venue(r, next) && !is_time(r, next)
            // تبعا لها
            || r.has(next, HARD) && ["ه", "ها", "هم"].iter().any(|p| r.key(next).ends_with(p))
            || is_unknown(r, next) && accusative(r.key(next)));
    let participle = r.noun(s).is_none() && !r.has(s, GIVEN) && participle_follows(r, s);
    let common = is_unknown(r, s) && next < limit && matches!(r.key(next), "هذا" | "هذه" | "ذلك" | "تلك");
    common || is_unknown(r, s) && tanwin(r, s) || (participle || is_unknown(r, s)) && accusative(r.key(s)) && goes_on
}

/// Written with the mark of the indefinite accusative (قراراً): a common noun, no name.
fn tanwin(r: &Reading, i: usize) -> bool {
    let text = r.written(i);
    text.ends_with("ًا") || text.ends_with("اً")
}

/// Shaped like an indefinite accusative: the final alef of tanwin.
fn accusative(key: &str) -> bool {
    key.ends_with('ا') && (4..=7).contains(&key.chars().count()) && !key.starts_with("ال")
}

/// Whether a noun phrase can begin at `s`.
pub(crate) fn can_begin(r: &Reading, s: usize, limit: usize) -> bool {
    match r.kind(s) {
        Kind::Quote => return r.quotes.opened_by(s).is_some_and(|q| q.end < limit),
        Kind::Word => {}
        Kind::Number => return r.is_word(s + 1) && s + 1 < limit,
        _ => return false,
    }
    // نؤكد ما يأتي، ثم يضيف، وتابع يقول: no noun begins here.
    let verb = || {
        r.noun(s).is_none()
            && !r.has(s, GIVEN)
            && r.finite_cues(s).any(|(c, _)| c.tense == Tense::Imperfect && c.ambiguity != Ambiguity::High)
    };
    if matches!(r.key(s), "ما" | "ثم") || verb() {
        return false;
    }
    let is_name = r.has(s, GIVEN) || r.noun(s).is_some_and(|n| n.proclitic.is_none());
    if r.has(s, HARD | COMP | REL | ATTITUDE | NEG | QAD | KANA | CONJ | JOIN) {
        return r.has(s, GIVEN) && !r.has(s, HARD | COMP);
    }
    // للنادي، بالشركة: a noun under a preposition is no subject.
    let governed = r.noun(s).is_some_and(|n| n.proclitic.is_some()) && !after_clitic(r, s);
    is_name || !governed && !r.has(s, PREP | TIME) && !under_preposition(r, s)
}

/// بصوت، ولغير: a word that is unknown as it stands and known behind ب or ل (also behind و).
pub(super) fn under_preposition(r: &Reading, s: usize) -> bool {
    let joined = r.key(s).strip_prefix('و').filter(|k| k.starts_with(['ب', 'ل']));
    let known = |key: &str| {
        without_preposition(key)
            .and_then(|(k, _)| r.lexicon.find(&k))
            .is_some_and(|w| r.lexicon.word(w).flags & GIVEN == 0)
    };
    is_unknown(r, s) && !after_clitic(r, s) && (known(r.key(s)) || joined.is_some_and(known))
}

/// وفقا لـ: the proclitic of the word at `s` belongs to the phrase before it.
pub(super) fn after_clitic(r: &Reading, s: usize) -> bool {
    (s.saturating_sub(4)..s).any(|k| r.phrase(k).is_some_and(|p| p.clitic && k + p.len() == s))
}

/// Whether the prepositional phrase at `i` ends a speaker in a closed window.
pub(super) fn ends_closed(r: &Reading, s: usize, i: usize, limit: usize, cue: &CueForm) -> bool {
    let key = r.bare_key(i);
    let venue = is_venue(r, i) || i > s && is_joined_venue(r, i);
    if venue || how_often(r, i).is_some() || addressee_at(r, i, limit).is_some_and(|to| !named_behind(r, s, i, to)) {
        return true;
    }
    // A month behind a given name is a surname.
    let named = r.has(i, GIVEN) && (i == s || r.has(i - 1, GIVEN));
    if is_time(r, i) && !(i > s && r.has(i - 1, OUTLET_HEAD)) && !named {
        return true;
    }
    if key == "تحت" && r.key(i + 1) == "عنوان" {
        return true;
    }
    // أزاح … الستار عن: the object of its verb; elsewhere part of a name (عبد الستار).
    if key == "الستار" && cue.sub == Sub::Reveal && r.bare_key(i + 1) == "عن" {
        return true;
    }
    // بلدية وسط المدينة: the middle, not "amid".
    let middle = key == "وسط" && i > s && r.noun(i - 1).is_some_and(|n| !n.noun.definite && n.proclitic.is_none());
    if r.has(i, HARD) && !middle {
        let prev = if i > s { r.key(i - 1) } else { "" };
        let posted = matches!(prev, "السفير" | "المبعوث" | "المندوب" | "الممثل" | "خبير" | "باحث")
            || r.noun(s).is_some_and(|n| n.noun.is_person()) && i > s;
        return !(key == "لدى" && posted);
    }
    match key {
        // أرقام التقرير من 5 إلى 3: a range is no part of a phrase.
        "من" => {
            cue.sub == Sub::Selfsource
                || matches!(r.key(i + 1), "دون" | "مقر" | "مكان" | "جهة" | "جانب" | "خلال" | "علي" | "على")
                || r.kind(i + 1) == Kind::Number
        }
        "عن" => cue.sub == Sub::Transmit,
        "في" => is_time(r, i + 1),
        _ => false,
    }
}

/// الناطق الإعلامي لـ"شرطة الواحة" الرائد زيد القحطاني: what looks like an addressee is part of a role when rank or name of
/// its holder come only behind it.
fn named_behind(r: &Reading, s: usize, i: usize, (first, end): (usize, usize)) -> bool {
    let holder = r.noun(s).is_some_and(|n| n.noun.is_person()) && !(s..i).any(|k| r.has(k, GIVEN));
    let after = if r.kind(first) == Kind::Quote { r.quotes.opened_by(first).map_or(first, |q| q.end) } else { first };
    let titled = |k: usize| {
        r.noun(k).is_some_and(|n| n.proclitic.is_none() && n.noun.kind == NounKind::Rank && n.noun.definite)
            || r.has(k, GIVEN) && r.has(k + 1, GIVEN)
    };
    holder && (after + 1..end.max(after + 2)).any(titled)
}

/// The end of the phrase that starts at `s` in a window that ends at `limit`.
pub(super) fn closed_end(r: &Reading, s: usize, limit: usize, cue: &CueForm, formulas: Formulas) -> usize {
    let mut e = s;
    while e < limit && e - s < MAX_NP {
        let next = match r.kind(e) {
            Kind::Word => Some(e + 1).filter(|_| !stops_at_word(r, s, e, limit, cue, formulas)),
            Kind::Comma => apposition_end(r, e, limit),
            Kind::Quote => behind_quote(r, e, limit, 8),
            // A parenthesis belongs to the phrase only if the phrase goes on after it.
            Kind::Open => behind_parenthesis(r, e, limit)
                .filter(|&k| k < limit && r.is_word(k) && !ends_closed(r, s, k, limit, cue) && !r.has(k, REL)),
            // A hyphenated name (الأنجلو - أمريكي) goes on, a parenthesis between dashes does not.
            Kind::Dash => Some(e + 1).filter(|&k| k < limit && !r.token(e).spaced),
            // د. فلان
            Kind::Stop | Kind::Semicolon | Kind::Colon => Some(e + 1).filter(|_| is_initial(r, e)),
            _ => Some(e + 1).filter(|_| e == s || !is_contact(r, e)),
        };
        let Some(next) = next else { break };
        e = next;
    }
    trim_end(r, s, e)
}

/// Whether the word at `e` is no part of the phrase that starts at `s`.
fn stops_at_word(r: &Reading, s: usize, e: usize, limit: usize, cue: &CueForm, formulas: Formulas) -> bool {
    if formulas.starting(e).is_some() || r.has(e, REL) {
        return true;
    }
    if e == s {
        return false;
    }
    // خبير محلي هو سالم الحلي: the pronoun before his name.
    let named = || {
        matches!(r.key(e), "هو" | "هي")
            && (r.has(e + 1, GIVEN) || is_unknown(r, e + 1) && is_unknown(r, e + 2))
            && e + 2 < limit
    };
    // حسب التقرير بدأت الشركة …: behind a definite word a verb is of another clause.
    let other_clause = || r.has(e, VERB) && (r.key(e - 1).starts_with("ال") || r.has(e - 1, GIVEN | NATION));
    // وحسب المصدر ذاته دعا الوزير: nothing of the phrase follows its emphasis but another of its own.
    let behind_emphasis = || e > s + 1 && is_emphasis(r, e - 1) && r.finite_cues(e).next().is_some();
    let formula = || {
        r.has(e, ANON_ASK | ANON_REFUSE | ANON_CONDITION) && formulas.iter().any(|f| f.start >= e && f.start < e + 4)
    };
    !named() && (ends_closed(r, s, e, limit, cue) || r.has(e, QAD | KANA | NEG | PRONOUN))
        // أضاف الحلي بحسب الوكالة: another's report.
        || is_attribution(r, e)
        || other_clause()
        || behind_emphasis()
        || formula()
        || is_topic(r, e, cue)
        || participle_follows(r, e)
        || is_manner(r, e)
        || smiling(r, e)
}

/// الوزير حديثه قائلا، الكاتب على القرار قائلا: the object or topic of the verb.
fn is_topic(r: &Reading, e: usize, cue: &CueForm) -> bool {
    let speech = r.has(e, STATEMENT) && r.key(e).ends_with(['ه', 'ا']) && !r.has(e - 1, PREP);
    // تابعت الصحيفة افتتاحيتها بالقول، برر الحلي تصرفه بالقول: so is a noun that is the subject's own.
    let own = || {
        r.key(e).ends_with("ها") && is_unknown(r, e) && r.key(e - 1).starts_with("ال")
            || owned_action(r, e) && r.key(e - 1).chars().count() > 2
    };
    speech || r.bare_key(e) == "على" && cue.sub == Sub::Reply || cue.pos == Pos::Verb && own()
}

/// بحسب، وفقا لـ in a phrase.
fn is_attribution(r: &Reading, i: usize) -> bool {
    r.cues(i).any(|(c, _)| c.pos == Pos::Preposition && c.ambiguity == Ambiguity::Low)
        || r.phrase_word(i)
            .is_some_and(|(_, w)| w.cues.iter().any(|c| c.pos == Pos::Preposition && c.ambiguity == Ambiguity::Low))
}

/// الفنان ضاحكا: «…»: how somebody looked, in the accusative, right before what opens the content.
fn smiling(r: &Reading, i: usize) -> bool {
    is_unknown(r, i)
        && r.key(i).ends_with('ا')
        && r.key(i - 1).starts_with("ال")
        && (matches!(r.kind(i + 1), Kind::Colon | Kind::Quote | Kind::Comma) || r.has(i + 1, COMP))
}

/// ذاته، نفسها: "the same".
pub(super) fn is_emphasis(r: &Reading, i: usize) -> bool {
    matches!(r.key(i), "ذاته" | "ذاتها" | "نفسه" | "نفسها" | "عينه" | "عينها")
}

pub(super) fn participle_follows(r: &Reading, i: usize) -> bool {
    r.cues(i).any(|(c, _)| c.pos == Pos::Participle) && r.noun(i).is_none() && !r.has(i, NATION)
}

/// A comma inside the phrase: the end of an apposition that belongs to it, if one follows.
pub(super) fn apposition_end(r: &Reading, comma: usize, limit: usize) -> Option<usize> {
    let s = comma + 1;
    // السفارة في بغداد، صباح اليوم، أن: صباح is a name only without a time behind it.
    let time = r.has(s, TIME) || is_time(r, s) && r.has(s + 1, TIME);
    if s >= limit || time || r.has(s, REL | HARD) || is_venue(r, s) || addressee_at(r, s, limit).is_some() {
        return None;
    }
    // وقوفه مع: a noun with a possessive is no name.
    let possessed = |k: usize| r.key(k).chars().count() > 4 && ["ه", "ها", "هم"].iter().any(|p| r.key(k).ends_with(p));
    // وكتبوا: a verb.
    let verb = |k: usize| r.key(k).starts_with('و') && r.key(k).ends_with("وا");
    let common = |k: usize| r.key(k).starts_with("ال") || possessed(k) || tanwin(r, k) || verb(k);
    let named = |k: usize| r.has(k, GIVEN) || is_unknown(r, k) && !common(k);
    let begins = r.noun(s).is_some_and(|n| n.proclitic.is_none())
        // أحد الحاضرين، ويدعى سالم الحلي، لمراسلنا
        || r.has(s, NAMED) && r.is_word(s + 1)
        || matches!(r.key(s), "وهو" | "وهي" | "هو" | "هي" | "احد" | "احدى" | "احدي")
        || named(s) && (r.is_word(s + 1) || r.has(s, GIVEN))
        // منسقة المنظمة، الدنماركية ليلى الحلي، : of what nation, and the name.
        || r.has(s, NATION) && r.key(s).starts_with("ال") && named(s + 1) && r.is_word(s + 2);
    if !begins || r.finite_cues(s).next().is_some() && r.noun(s).is_none() {
        return None;
    }
    let end = (s..limit).find(|&k| {
        matches!(r.kind(k), Kind::Comma)
            || k > s && (r.has(k, REL | HARD | TIME) || is_venue(r, k) || addressee_at(r, k, limit).is_some())
    });
    Some(end.unwrap_or(limit))
}

/// Drops what cannot end a phrase.
pub(super) fn trim_end(r: &Reading, s: usize, mut e: usize) -> usize {
    while e > s + 1
        && (matches!(r.kind(e - 1), Kind::Comma | Kind::Dash | Kind::Open)
            || r.has(e - 1, PREP) && !r.has(e - 1, GIVEN))
    {
        e -= 1;
    }
    e
}
