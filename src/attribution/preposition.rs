//! Prepositional attributions: بحسب X، … / …، وفقا لـ X / حسبما أعلن X / على حد قوله.

use super::adjunct;
use super::anonymity::{Formula, Formulas};
use super::draft::{Construction, Draft, Source};
use super::elsewhere::full_name;
use super::extent::{is_prep_attribution, trimmed};
use super::mention::{self, Subject};
use super::name::word_key;
use super::open_phrase;
use super::reading::{Reading, without_preposition};
use crate::lexicon::cue::{Ambiguity, CueForm, Pos, Sub};
use crate::lexicon::flags::{
    COLLECTIVE, COMP, CONJ, GIVEN, HARD, IN_NP, JOIN, KANA, METONYM, NORM, OUTLET, PHRASE_HEAD, PREP, REL, STATEMENT,
    TIME, VERB,
};
use crate::lexicon::noun::NounKind;
use crate::model::{CueClass, CueKind};
use crate::text::sentence::Sentence;
use crate::text::token::Kind;

/// Appends the prepositional attributions of a sentence, whose drafts begin at `first`.
pub(crate) fn drafts(r: &Reading, sentence: Sentence, formulas: Formulas, first: usize, out: &mut Vec<Draft>) {
    let mut i = sentence.start;
    while i < sentence.end {
        let Some(p) = Preposition::at(r, i) else {
            i += 1;
            continue;
        };
        let scene = Scene { r, sentence, formulas, out: &*out, first };
        if let Some((draft, reported)) = scene.attribution(p) {
            if let Some(inner) = reported {
                out[inner].nested_in = Some(out.len());
            }
            out.push(draft);
        }
        i += p.len;
    }
}

/// An attributive preposition.
#[derive(Clone, Copy)]
struct Preposition {
    form: &'static CueForm,
    /// First token, and number of tokens.
    at: usize,
    len: usize,
    /// It ends in the proclitic of the next word.
    clitic: bool,
}

/// A preposition with the verb behind it, if it has one.
struct Cue {
    /// The reading that says what is reported: that of the verb.
    form: &'static CueForm,
    end: usize,
    with_verb: bool,
}

impl Preposition {
    fn at(r: &Reading, i: usize) -> Option<Self> {
        // فحسب: "only".
        if !(r.is_cue(i) || r.has(i, PHRASE_HEAD) || r.key(i) == "كما")
            || r.key(i) == "فحسب"
            || r.quotes.around(i).is_some()
        {
            return None;
        }
        let attributes = |c: &CueForm| c.pos == Pos::Preposition && c.ambiguity != Ambiguity::High;
        if let Some((phrase, word)) = r.phrase_word(i) {
            let form = word.cues.iter().find(|c| attributes(c));
            if let Some(form) = form.filter(|_| r.bare_key(i) != "على" || on_what(r, i)) {
                // كما ذكر أن goes on ("he also mentioned that"); only behind its content it is an attribution.
                let said = form.sub == Sub::AsSaid && r.key(i) == "كما";
                let found = Self { form, at: i, len: phrase.len(), clitic: phrase.clitic };
                return (!said || as_said(r, i)).then_some(found);
            }
        }
        if let Some((form, _)) = r.cues(i).find(|(c, _)| attributes(c)) {
            return Some(Self { form, at: i, len: 1, clitic: false });
        }
        // كما + cue behind its content (… كما ذكرت الوكالة).
        let says = |c: &CueForm| (c.ambiguity != Ambiguity::High || c.sub == Sub::Say) && c.class != CueClass::Decision;
        let (form, _) = r.finite_cues(i + 1).find(|(c, bare)| !bare && says(c))?;
        (r.key(i) == "كما" && as_said(r, i)).then_some(Self { form, at: i, len: 1, clitic: false })
    }

    /// كما ذكر، حسبما أفاد، وفقا لما نقلته: up to the verb.
    fn cue(self, r: &Reading) -> Option<Cue> {
        let end = self.at + self.len;
        // Some are one entry of the lexicon.
        if self.form.sub == Sub::AsSaid && self.len >= 2 {
            return Some(Cue { form: self.form, end, with_verb: true });
        }
        let what = matches!(r.key(end), "ما" | "لما");
        if !(what || r.key(end - 1).ends_with("ما") || r.key(self.at) == "كما") {
            return Some(Cue { form: self.form, end, with_verb: false });
        }
        let verb = if what { end + 1 } else { end };
        let form = r.finite_cues(verb).next().map(|(form, _)| form).or_else(|| with_its_pronoun(r, verb))?;
        Some(Cue { form, end: verb + 1, with_verb: true })
    }
}

/// …، على ما أفاد مسؤول: set off, with a verb of saying behind it; يعتمد على ما قال is none.
pub(super) fn on_what(r: &Reading, i: usize) -> bool {
    let says = |c: &CueForm| {
        c.ambiguity != Ambiguity::High
            && matches!(c.class, CueClass::Neutral | CueClass::Additive | CueClass::Assertive | CueClass::Revealing)
    };
    r.key(i + 1) != "ما"
        || i > 0
            && matches!(r.kind(i - 1), Kind::Comma | Kind::Quote | Kind::Dash)
            && r.finite_cues(i + 2).any(|(c, bare)| !bare && says(c))
}

/// كما + cue is an attribution where no complementiser, colon or quotation follows in the sentence (the content stands
/// before), or where it opens the sentence and فإن follows.
pub(super) fn as_said(r: &Reading, i: usize) -> bool {
    let Some(sentence) = r.sentences.get(r.sentence_of(i)) else { return false };
    let verb = i + 1;
    let opens = |k: usize| r.has(k, COMP) || matches!(r.kind(k), Kind::Colon | Kind::Quote);
    match (verb + 1..sentence.end).find(|&k| opens(k)) {
        None => verb > sentence.start + 3 && speaker_alone(r, verb, sentence.end),
        Some(k) if i == sentence.start => r.key(k) == "فان",
        // الخطر، كما يؤكد التقرير هو أن …: the copula goes on with the clause that it interrupts.
        Some(k) => {
            matches!(r.key(k - 1), "هو" | "هي")
                && verb > sentence.start + 3
                && phrase_limit(r, verb + 1, sentence.end) == k - 1
                && speaker_alone(r, verb, sentence.end)
        }
    }
}

/// "As X said": a verb that says something is so, its speaker behind it and nothing more; with an object or a
/// complement (كما رفض الحزب القرار) it goes on with another claim.
fn speaker_alone(r: &Reading, verb: usize, sentence_end: usize) -> bool {
    let states = |c: &CueForm| {
        matches!(
            c.class,
            CueClass::Neutral | CueClass::Additive | CueClass::Assertive | CueClass::Revealing | CueClass::Belief
        )
    };
    let Some((form, _)) = r.finite_cues(verb).find(|(c, bare)| !bare && states(c)) else { return false };
    let limit = phrase_limit(r, verb + 1, sentence_end);
    match open_phrase::open(r, verb + 1, limit, form, Formulas::NONE) {
        (Subject::Overt(s, e), _) => is_speaker(r, s, false) && adjunct::skip_adjuncts(r, e, limit) >= limit,
        (Subject::Pronoun(_), after) => after >= limit,
        (Subject::Elided | Subject::Nobody, after) => adjunct::skip_adjuncts(r, after, limit) >= limit,
    }
}

/// The sentence of an attribution, with the claims of it that are known.
struct Scene<'a> {
    r: &'a Reading<'a>,
    sentence: Sentence,
    formulas: Formulas<'a>,
    out: &'a [Draft],
    /// The first draft of the sentence.
    first: usize,
}

impl Scene<'_> {
    /// The attribution that a preposition makes, and the claim that it reports as a whole.
    fn attribution(&self, p: Preposition) -> Option<(Draft, Option<usize>)> {
        if self.names_no_source(p) {
            return None;
        }
        let cue = p.cue(self.r)?;
        let (source, np_end) = self.source(p, &cue)?;
        let Scope { content, parts, claim } = self.scope(p, &cue, source, np_end)?;
        // على حد قوله after a clause that has its cue only confirms it; another speaker reports it.
        let said = |d: &Draft| d.nested_in.is_none() && covers(d.content, content);
        if !matches!(source, Source::Overt(..)) && self.claims().any(|k| said(&self.out[k])) {
            return None;
        }
        // نقلا عن and على لسان name a source behind the claim, which goes on being the claim around it; the others report the claim.
        let inside = matches!(p.form.sub, Sub::Relay | Sub::Voice);
        let near = |f: &&Formula| f.start >= np_end.saturating_sub(1) && f.start < np_end + 3;
        let tokens = (p.at, cue.end.max(p.at + p.len));
        let draft = Draft {
            agreement: p.form.speaker_pronoun.unwrap_or(cue.form.agreement),
            source,
            content,
            parts,
            relay: claim.is_some() && !inside,
            nested_in: claim.filter(|_| inside),
            formula: self.formulas.iter().find(near).copied(),
            ..Draft::from_form(cue.form, tokens, CueKind::Preposition, Construction::Preposition)
        };
        Some((draft, claim.filter(|_| !inside)))
    }

    /// The drafts of the sentence, by their numbers.
    fn claims(&self) -> std::ops::Range<usize> {
        self.first..self.out.len()
    }

    fn names_no_source(&self, p: Preposition) -> bool {
        let (r, i) = (self.r, p.at);
        // ما ورد على لسان الوزارة: what is told of, no claim.
        let told_of = || {
            i > 1
                && matches!(r.bare_key(i - 1), "ورد" | "جاء" | "صدر" | "نشر" | "نسب" | "قيل")
                && (r.has(i - 2, REL) || matches!(r.bare_key(i - 2), "ما" | "مما"))
        };
        // سيوضع على ذمة التحقيق: in custody.
        let held = p.form.lemma == "ذمة" && i > self.sentence.start && r.is_word(i - 1);
        held || p.form.sub == Sub::Voice && told_of()
    }

    /// The speaker behind the cue, and the first token behind him.
    fn source(&self, p: Preposition, cue: &Cue) -> Option<(Source, usize)> {
        let (r, at) = (self.r, cue.end);
        // حسبما نقلت الوكالة عن مسؤول: the verb decides what ends its subject.
        let form = if p.form.speaker_pronoun.is_none() { cue.form } else { p.form };
        if form.speaker_pronoun.is_some() {
            return Some((Source::Pronoun, at));
        }
        let begins = r.is_word(at) || r.kind(at) == Kind::Quote;
        if at >= self.sentence.end || !begins || r.has(at, NORM) && !cue.with_verb {
            return None;
        }
        let limit = phrase_limit(r, at, self.sentence.end);
        // قضى القرار وفقا للوكالة بتعيين …: the clause goes on with its بـ.
        let resumed = (at + 2..limit).find(|&k| goes_on_with_action(r, k)).filter(|_| !cue.with_verb);
        let limit = resumed.unwrap_or(limit);
        match mention::in_window(r, at, limit, form, self.formulas) {
            Subject::Overt(s, _) if !cue.with_verb && !is_speaker(r, s, p.clitic) => None,
            Subject::Overt(s, e) => Some(source_up_to(r, (s, e), limit, cue.with_verb)),
            _ if cue.with_verb => Some((Source::Elided, limit)),
            _ => None,
        }
    }

    /// What the attribution covers whose source ends before `np_end`.
    fn scope(&self, p: Preposition, cue: &Cue, source: Source, np_end: usize) -> Option<Scope> {
        let (r, i, start) = (self.r, p.at, self.sentence.start);
        let opens = r.key(np_end) == "فان" || r.has(np_end, COMP);
        let leads = r.has_conjunction(i) && opens
            || i == start
            || i == start + 1 && !r.is_word(start)
            || r.kind(i - 1) == Kind::Colon;
        if !leads {
            return match resumes(r, source, (i, cue.end, np_end), self.sentence) {
                Some(resumed) => self.interrupted(i, resumed),
                None => self.before(i),
            };
        }
        // Before its content an attribution is set off by a comma or فإن; without one it belongs to the clause.
        let verb_follows = || {
            np_end > cue.end
                && r.is_word(np_end)
                && (mention::is_emphasis(r, np_end - 1)
                    || r.has(np_end, KANA | VERB)
                    || matches!(source, Source::Overt(s, _) if begins_clause(r, s, np_end)))
        };
        let set_off = matches!(r.kind(np_end), Kind::Comma | Kind::Semicolon) || opens;
        if set_off || verb_follows() { self.after(np_end) } else { None }
    }

    /// The clause after a fronted attribution; where it is a claim, what that one says.
    fn after(&self, np_end: usize) -> Option<Scope> {
        let (r, out, end) = (self.r, self.out, self.sentence.end);
        let leads = |k: usize| {
            matches!(r.kind(k), Kind::Comma | Kind::Colon | Kind::Semicolon) || r.key(k) == "فان" || r.has(k, COMP)
        };
        let s = (np_end..end).find(|&k| !leads(k)).unwrap_or(end.max(np_end));
        if let Some(claim) = self.claims().find(|&k| out[k].clause_start == s && reported(&out[k])) {
            return Some(Scope::of(claim, out));
        }
        let next = self.claims().map(|k| out[k].clause_start).filter(|&c| c > s).min();
        let content = trimmed(r, s, next.unwrap_or(end));
        (content.1 > content.0 + 1).then(|| Scope::plain(content))
    }

    /// The clause before an attribution at the end.
    fn before(&self, i: usize) -> Option<Scope> {
        let (r, out) = (self.r, self.out);
        let claims = || self.claims().filter(|&k| out[k].nested_in.is_none());
        // قالت الوكالة، نقلا عن مصدر، إن …: between a cue and its content it reports that content.
        if let Some(around) = self.around(i) {
            return Some(Scope::of(around, out));
        }
        let start = claims().map(|k| out[k].content.1).filter(|&end| end <= i).max().unwrap_or(self.sentence.start);
        let content = trimmed(r, start, i);
        if content.1 > content.0 + 1 {
            return Some(Scope::plain(content));
        }
        // The clause is a claim itself: what it says is reported; the act of a claim without a clause (أعلنت الصين خفض
        // الرسوم، وفقا لما ذكرت الوزارة) is reported as a whole.
        let claim =
            claims().filter(|&k| out[k].content.1 <= i && out[k].cue.is_some()).max_by_key(|&k| out[k].clause_start)?;
        if reported(&out[claim]) {
            return Some(Scope::of(claim, out));
        }
        let content = trimmed(r, out[claim].clause_start, i);
        (content.1 > content.0 + 1).then(|| Scope::plain(content))
    }

    /// The clause around an attribution, in two parts.
    fn interrupted(&self, i: usize, resumed: usize) -> Option<Scope> {
        let claims = || self.out[self.first..].iter();
        let start = claims().map(|d| d.content.1).filter(|&end| end <= i).max().unwrap_or(self.sentence.start);
        let end = claims().map(|d| d.clause_start).filter(|&c| c > resumed).min().unwrap_or(self.sentence.end);
        let (before, after) = (trimmed(self.r, start, i), trimmed(self.r, resumed, end));
        (before.0 < before.1 && after.0 < after.1).then(|| Scope {
            content: (before.0, after.1),
            parts: vec![before, after],
            claim: None,
        })
    }

    /// The claim between whose cue and content token `i` stands.
    fn around(&self, i: usize) -> Option<usize> {
        self.claims().find(|&k| {
            let d = &self.out[k];
            d.nested_in.is_none() && d.clause_start < i && i < d.content.0 && d.cue.is_some()
        })
    }
}

/// What an attribution covers.
struct Scope {
    content: (usize, usize),
    parts: Vec<(usize, usize)>,
    /// The claim that is reported, by its number.
    claim: Option<usize>,
}

impl Scope {
    fn plain(content: (usize, usize)) -> Self {
        Self { content, parts: vec![content], claim: None }
    }

    /// What a claim says, said once more by whoever reports the claim.
    fn of(claim: usize, out: &[Draft]) -> Self {
        Self { content: out[claim].content, parts: out[claim].parts.clone(), claim: Some(claim) }
    }
}

/// وفقا لما نقلته الوكالة: behind ما the verb has the pronoun that stands for it.
fn with_its_pronoun(r: &Reading, i: usize) -> Option<&'static CueForm> {
    let verb = r.lexicon.find(r.key(i).strip_suffix('ه')?)?;
    r.lexicon
        .word(verb)
        .cues
        .iter()
        .find(|c| c.pos == Pos::Verb && c.ambiguity != Ambiguity::High || c.sub == Sub::Transmit)
}

/// The phrase of a source, and where it ends: before a verb that begins the content, else at `limit`.
fn source_up_to(r: &Reading, (s, e): (usize, usize), limit: usize, with_verb: bool) -> (Source, usize) {
    // وبحسب المنظمة الدولية تصل النسبة إلى …: an imperfect behind a definite institution.
    let clause = (s + 1..e.min(s + 5)).find(|&k| begins_clause(r, s, k)).filter(|_| !with_verb);
    if let Some(k) = clause {
        return (Source::Overt(s, k), k);
    }
    // وحسب المصدر ذاته دعا الوزير …
    let cue = || mention::is_emphasis(r, e - 1) && r.finite_cues(e).next().is_some();
    let verb = e < limit && (cue() || r.has(e, KANA | VERB) && r.is_word(e + 1));
    (Source::Overt(s, e), if verb { e } else { limit })
}

/// بتعيين: a verbal noun under ب behind a definite word.
fn goes_on_with_action(r: &Reading, k: usize) -> bool {
    open_phrase::action_under_bi(r, k)
        && !r.key(k).starts_with("بال")
        && !r.has(k, PREP | GIVEN | HARD)
        && (r.key(k - 1).starts_with("ال") || r.key(k - 1).starts_with("لل"))
}

/// كان or a verb that everybody knows; an imperfect of the third person behind an institution and its definite words.
fn begins_clause(r: &Reading, s: usize, k: usize) -> bool {
    if r.has(k, KANA | VERB) && r.is_word(k + 1) {
        return true;
    }
    r.noun(s).is_some_and(|n| matches!(n.noun.kind, NounKind::Organisation | NounKind::OrganisationName))
        && (s + 1..k).all(|i| r.key(i).starts_with("ال"))
        && (r.key(k - 1).starts_with("ال"))
        && r.key(k).starts_with(['ت', 'ي'])
        && open_phrase::is_unknown(r, k)
        && r.is_word(k + 1)
        && !open_phrase::masdar_shape(r.key(k))
}

/// Where the phrase that begins at `at` ends at the latest: at punctuation, at what opens content, or at the copula of
/// the clause that the attribution interrupts (الهدف، كما قال الوزير هو …).
fn phrase_limit(r: &Reading, at: usize, sentence_end: usize) -> usize {
    (at..sentence_end)
        .find(|&k| {
            matches!(r.kind(k), Kind::Comma | Kind::Semicolon)
                || r.kind(k) == Kind::Stop && k > at + 1
                || r.kind(k) == Kind::Colon
                || k > at && (r.key(k) == "فان" || r.has(k, COMP) || matches!(r.key(k), "هو" | "هي"))
        })
        .unwrap_or(sentence_end)
}

/// A person, institution, medium, document or statement speaks; a law, plan or criterion does not.
fn is_speaker(r: &Reading, s: usize, clitic: bool) -> bool {
    if r.has(s, NORM) {
        return false;
    }
    // ذات المصادر، نفس الوكالة
    let s = if r.has(s, IN_NP) { s + 1 } else { s };
    if r.noun(s).is_some() || r.kind(s) == Kind::Quote {
        return true;
    }
    let unknown_name = !r.key(s).starts_with("ال") && open_phrase::is_unknown(r, s);
    if clitic {
        let stripped = without_preposition(r.bare_key(s)).map(|(k, _)| k);
        let known = stripped.as_deref().and_then(|k| r.lexicon.find(k)).map(|w| r.lexicon.word(w));
        if let Some(word) = known {
            return word.noun.is_some_and(|n| n.kind != NounKind::Document || n.definite || n.domain == "doc")
                || word.flags & (GIVEN | STATEMENT) != 0;
        }
        // وفقا لباركر، …: an unknown word all by itself is a name.
        if unknown_name && !r.key(s).starts_with("لل") && !r.is_word(s + 1) {
            return true;
        }
    }
    // صيغ حضارية، مدة الإقامة: two unknown words are a name unless one shows the ending of a common noun.
    let common = r.key(s).ends_with('ة') || r.key(s + 1).ends_with('ة');
    // مكتبه الإعلامي: an institution of somebody's own.
    let own = r.key(s).strip_suffix("ها").or_else(|| r.key(s).strip_suffix('ه')).and_then(|stem| r.lexicon.find(stem));
    if own.is_some_and(|w| r.lexicon.word(w).noun.is_some_and(|n| n.kind == NounKind::Organisation)) {
        return true;
    }
    // المنظمون: the sound masculine plural is of people.
    let people = r.key(s).starts_with("ال") && r.key(s).ends_with("ون") && r.key(s).chars().count() > 5;
    // بحسب الجبالي، …: a surname whose full name the article gives.
    let surname = open_phrase::is_unknown(r, s)
        && (!r.is_word(s + 1) || r.key(s + 1) == "فان")
        && full_name(r, &word_key(r.key(s)), (s, s + 1)).is_some();
    people
        || surname
        || r.has(s, GIVEN | METONYM | STATEMENT | OUTLET | COLLECTIVE)
        || unknown_name && !common && (open_phrase::is_unknown(r, s + 1) || r.has(s + 1, GIVEN))
}

/// Whether a claim says a clause, or goes on with one that does.
fn reported(d: &Draft) -> bool {
    d.nested_in.is_none() && d.cue.is_some() && (d.clausal || d.construction == Construction::Participle)
}

/// الهدف، كما قال الوزير هو …؛ الطريق على حد قوله مغلق; القرار، بحسب الخبير، متسرع: where the clause goes on that an
/// attribution interrupts. Behind a pronoun a plain word does, behind a speaker the copula, or a range of numbers that no
/// name holds (من 5 إلى 3), and between commas any word that opens no clause of its own.
fn resumes(r: &Reading, source: Source, at: (usize, usize, usize), sentence: Sentence) -> Option<usize> {
    let (start, cue_end, np_end) = at;
    let set_off = start > 0 && r.kind(start - 1) == Kind::Comma && r.kind(np_end) == Kind::Comma;
    let k = match source {
        Source::Pronoun => cue_end,
        Source::Overt(..) if set_off => np_end + 1,
        Source::Overt(_, e) if r.has(e, PREP) => e,
        Source::Overt(..) => np_end,
        _ => return None,
    };
    let plain = || {
        r.is_word(k)
            && !r.has(k, COMP | PREP | HARD | TIME | REL | CONJ | JOIN)
            && !r.has_conjunction(k)
            && !r.key(k).starts_with("وال")
            && r.cues(k).next().is_none()
    };
    let copula = matches!(r.key(k), "هو" | "هي");
    let goes_on = match source {
        Source::Pronoun => plain(),
        _ if set_off => copula || plain() && !is_prep_attribution(r, k),
        _ => copula || r.key(k) == "من" && r.kind(k + 1) == Kind::Number || goes_on_with_action(r, k),
    };
    (goes_on && k + 1 < sentence.end).then_some(k)
}

fn covers(a: (usize, usize), b: (usize, usize)) -> bool {
    let shared = a.1.min(b.1).saturating_sub(a.0.max(b.0));
    2 * shared > b.1 - b.0
}
