//! Which words of a sentence are cues: finite verbs, participles, verbal nouns. Homographs and unreal or negated
//! acts of speaking are sorted out here.

use super::anonymity::Formulas;
use super::open_phrase::{is_attention, is_unknown, masdar_shape};
use super::preposition::as_said;
use super::reading::Reading;
use super::slogan::{is_purpose, on_banner, rallies};
use super::spelling;
use crate::lexicon::cue::{Ambiguity, CueForm, Pos, Sub, Tense};
use crate::lexicon::flags::{
    COMMENT, COMP, CONJ, DOC_VERB, GIVEN, IRREALIS, KANA, MANNER, MASDAR, METONYM, NATION, NEG, NOUN_BEFORE, OBJ_NOUN,
    PLACE, PREP, PRONOUN, QAD, QUANTIFIER, REL, SWITCH, TIME, TIME_MOD,
};
use crate::lexicon::noun::NounKind;
use crate::text::token::Kind;

/// A cue word with its reading.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    /// Token of the cue.
    pub(crate) at: usize,
    pub(crate) form: &'static CueForm,
    /// It carries و or ف that is no part of it.
    pub(crate) conjunction: bool,
    /// It stands where a clause can begin.
    pub(crate) clause_initial: bool,
    /// It stands right after a relative pronoun.
    pub(crate) relative: bool,
}

/// The readings of a token that may be cues, best first; nothing where the context forbids it.
pub(crate) fn at<'a>(
    r: &'a Reading<'_>,
    i: usize,
    sentence_start: usize,
    formulas: Formulas,
) -> impl Iterator<Item = Candidate> + use<'a> {
    let possible = r.is_cue(i) && formulas.around(i).is_none() && !is_connective(r, i);
    let before = (i > sentence_start).then(|| i - 1);
    let clause_begins = possible && (clause_can_begin(r, before) || behind_fronted(r, i, sentence_start));
    let relative = before.is_some_and(|b| r.has(b, REL));
    r.cues(if possible { i } else { usize::MAX }).filter_map(move |(form, conjunction)| {
        let clause_initial = conjunction || clause_begins;
        let candidate = Candidate { at: i, form, conjunction, clause_initial, relative };
        // لافتات كُتب عليها: there the passive is meant.
        let differs = || spelling::differs(r, i, form, conjunction) && !on_banner(r, i, sentence_start);
        let returning = || {
            form.pos != Pos::Verb
                || !form.form.starts_with('ل')
                || form.lemma.starts_with('ل')
                || returns(r, i, sentence_start)
        };
        if form.negated_only && !affirms(&candidate) || differs() || !returning() {
            return None;
        }
        let admitted = match form.pos {
            Pos::Verb | Pos::VerbObject => verb_admitted(r, &candidate, before, sentence_start),
            // قيل إن: nobody is named.
            Pos::Passive => form.sub == Sub::Hearsay && verb_admitted(r, &candidate, before, sentence_start),
            // للمطالبة بـ: a purpose, which only a rally says aloud.
            Pos::Participle if is_purpose(form) => rallies(r, i, sentence_start),
            Pos::Participle => participle_admitted(r, &candidate, before),
            Pos::Masdar if form.form.starts_with("بال") => said_with(r, i, sentence_start),
            Pos::Masdar => masdar_admitted(r, &candidate, before),
            _ => false,
        };
        admitted.then_some(candidate)
    })
}

/// Whether the word is part of a phrase that reports nothing.
fn is_connective(r: &Reading, i: usize) -> bool {
    let dead = |form: &CueForm| {
        matches!(
            form.pos,
            Pos::Boilerplate | Pos::Impersonal | Pos::NoClaim | Pos::Frame | Pos::Switch | Pos::Preposition
        )
    };
    r.phrase_word(i).is_some_and(|(_, word)| word.flags & MANNER != 0 || word.cues.iter().any(dead))
        // علما أن، ردا على: connectives in the accusative.
        || matches!(r.bare_key(i), "علما" | "ردا" | "وردا" | "تعليقا" | "تعقيبا")
        || r.has(i + 1, COMMENT) && r.finite_cues(i).any(|(c, _)| c.lemma == "رفض")
}

/// ثم، كما، بدوره: words after which a clause begins and that belong to it.
pub(super) fn opens_clause(key: &str) -> bool {
    matches!(key, "ثم" | "كما" | "حيث" | "فيما" | "بينما" | "اذ" | "بدوره" | "بدورها" | "بدروه")
}

/// Whether a clause can begin after token `before` (`None`: the sentence begins).
fn clause_can_begin(r: &Reading, before: Option<usize>) -> bool {
    let Some(b) = before else { return true };
    // من جهته، في الوقت ذاته، في السياق: the last word of a frame.
    let frame = |key: &str| {
        matches!(
            key,
            "جهته"
                | "جانبه"
                | "جهتها"
                | "جانبها"
                | "ذاته"
                | "نفسه"
                | "متصل"
                | "ذلك"
                | "السياق"
                | "المقابل"
                | "اخري"
                | "اخرى"
        )
    };
    !r.is_word(b) && r.kind(b) != Kind::Number && r.kind(b) != Kind::Open
        || r.has(b, CONJ | REL | QAD | SWITCH | TIME | TIME_MOD)
        || opens_clause(r.key(b))
        || frame(r.key(b))
}

/// وفي لندن ذكر متحدث أن, وعن المدة ذكر الوزير أن: a place or topic that opens the sentence.
fn behind_fronted(r: &Reading, i: usize, sentence_start: usize) -> bool {
    let place = (sentence_start + 2..sentence_start + 4).contains(&i)
        && matches!(r.bare_key(sentence_start), "في" | "من")
        && r.has(i - 1, PLACE | METONYM);
    let topic = (sentence_start + 2..sentence_start + TOPIC).contains(&i)
        && matches!(r.bare_key(sentence_start), "عن" | "بشان" | "بخصوص" | "حول")
        && r.key(i - 1).starts_with("ال")
        && r.key(i) != "بين"
        && (sentence_start + 1..i).all(|k| r.is_word(k) && !r.has(k, COMP));
    place || topic
}

/// How far behind its preposition a fronted topic may reach, in tokens.
const TOPIC: usize = 14;

/// Whether a verb reports where it stands.
fn verb_admitted(r: &Reading, c: &Candidate, before: Option<usize>, sentence_start: usize) -> bool {
    let other_word = || belongs_to_word(r, c, before, sentence_start) || draws_attention(r, c);
    let barred = || before.is_some_and(|b| !c.conjunction && barred_by_word_before(r, c, b, sentence_start));
    on_banner(r, c.at, sentence_start) || !other_word() && !barred() && clause_enough(r, c, before, sentence_start)
}

/// Whether the word is a name or a role, or its و or ف a letter of it.
fn belongs_to_word(r: &Reading, c: &Candidate, before: Option<usize>, sentence_start: usize) -> bool {
    // طالب جامعي: a verb needs a clause to begin with.
    let name = r.has(c.at, GIVEN) && !c.clause_initial && !r.has(c.at + 1, DOC_VERB);
    // إذا فاتهم الموعد: no conjunction stands right behind a particle.
    let particle = |b: usize| r.has(b, COMP | REL | NEG | QAD) || matches!(r.bare_key(b), "اذا" | "لو");
    // روبرت فورد: ف before a doubtful cue needs a clause to join, or أما before it (أما الباحثة فتذهب إلى أن).
    let topic = || (sentence_start..c.at).rev().take(20).any(|k| r.bare_key(k) == "اما");
    let doubtful = || c.form.ambiguity == Ambiguity::High && r.key(c.at).starts_with('ف');
    let letter = || before.is_some_and(|b| particle(b) || doubtful() && r.is_word(b) && !topic());
    name || c.conjunction && letter()
}

/// يلفت النظر أن …: nobody says it.
fn draws_attention(r: &Reading, c: &Candidate) -> bool {
    c.form.lemma == "لفت" && is_attention(r.key(c.at + 1)) && r.has(c.at + 2, COMP)
}

/// Whether the word right before a verb negates it, makes it unreal, or makes a noun of it.
fn barred_by_word_before(r: &Reading, c: &Candidate, b: usize, sentence_start: usize) -> bool {
    let imperfect = c.form.tense == Tense::Imperfect;
    match r.bare_key(b) {
        "ما" if !calls(c) && !behind_ma_of_manner(r, b) => return true,
        // فيما وعده بـ: what he promised.
        "فيما" if c.form.pos == Pos::VerbObject && !calls(c) => return true,
        // لكي يعلن، حتى يعلن: a purpose.
        "لكي" | "كي" | "حتي" | "حتى" if imperfect => return true,
        // حسبما أفادت القناة: the verb of a preposition.
        "حسبما" | "وفقما" | "مثلما" | "سوف" | "هل" | "لعل" | "ربما" | "اذا" => {
            return true;
        }
        _ => {}
    }
    r.has(b, NEG | IRREALIS) && !affirms(c)
        // قد يعلن is a guess, كان يتحدث only says where he spoke.
        || imperfect && (r.has(b, QAD) || c.form.sub == Sub::Speak && r.has(b, KANA))
        // أن + imperfect is a wish or a plan, قبل أن / دون أن + verb no assertion of the act.
        || r.has(b, COMP) && (imperfect && plain_an(r, b) || behind_unreal(r, b))
        || r.has(b, PREP | NOUN_BEFORE | QUANTIFIER) && !r.has(b, CONJ | QAD | REL | GIVEN) && !somebody(r, b)
        // …، كما يؤكد التقرير هو …
        || r.key(b) == "كما" && as_said(r, b)
        // أطلق وعد البحرية: the letters of a verbal noun behind a word that ends no subject.
        || noun_here(r, c) && !ends_subject(r, b, sentence_start)
}

/// كثيرا ما، غالبا ما: ما that negates nothing.
fn behind_ma_of_manner(r: &Reading, ma: usize) -> bool {
    matches!(r.bare_key(ma.saturating_sub(1)), "كما" | "كثيرا" | "غالبا" | "نادرا")
}

/// قبل أن، دون أن، لو أن: what stands before the complementiser makes the act unreal, or no news.
fn behind_unreal(r: &Reading, comp: usize) -> bool {
    comp > 0 && matches!(r.bare_key(comp - 1), "قبل" | "دون" | "بدون" | "لو" | "لولا" | "ريثما" | "بعد" | "منذ")
}

/// Whether a word in the middle of a clause that is also a verbal noun is likelier one.
fn noun_here(r: &Reading, c: &Candidate) -> bool {
    !c.clause_initial && !calls(c) && !r.has(c.at + 1, COMP) && verbal_noun_too(r, c)
}

/// A verb that is rarely a cue needs the start of a clause, its complementiser right behind it (المصدر بين أن), or another word
/// beside it that leaves no doubt.
fn clause_enough(r: &Reading, c: &Candidate, before: Option<usize>, sentence_start: usize) -> bool {
    let form = c.form;
    let next = if r.kind(c.at + 1) == Kind::Comma { c.at + 2 } else { c.at + 1 };
    form.ambiguity != Ambiguity::High
        || c.clause_initial
        || behind_kana(r, c, before, sentence_start)
        || spelling::doubled(r, c.at, form)
        // وفي الشأن العسكري نص البيان على أن
        || form.sub == Sub::Document && r.noun(c.at + 1).is_some_and(|n| n.noun.kind == NounKind::Document)
        || calls(c) && before.is_some_and(|b| matches!(r.bare_key(b), "ما" | "فيما"))
        // وهو ينص على أن
        || form.sub == Sub::Document && before.is_some_and(|b| r.has(b, PRONOUN))
        // بيانا جاء فيه أن، رسالة طالب فيها بـ
        || r.has(c.at + 1, DOC_VERB)
        || form.sub == Sub::Vote
        || r.has(next, COMP) && !r.has_conjunction(next)
}

/// وكان المستشار سالم الحلي كتب في تغريدة: كان opens the clause of this verb.
fn behind_kana(r: &Reading, c: &Candidate, before: Option<usize>, sentence_start: usize) -> bool {
    c.form.tense == Tense::Perfect
        && r.has(sentence_start, KANA)
        && before.is_some_and(|b| b > sentence_start && ends_subject(r, b, sentence_start))
        && (sentence_start + 1..c.at).all(|k| r.is_word(k) && r.finite_cues(k).next().is_none())
}

/// لم يستبعد أن، لا ينكر وجود: not to rule out, not to deny is to hold possible, to admit.
fn affirms(c: &Candidate) -> bool {
    c.form.lemma == "استبعد" || c.form.lemma == "أنكر" && c.form.tense == Tense::Imperfect
}

/// ما وصفه النائب بأنه, فيما اعتبره مراقبون: what somebody calls so.
pub(super) fn calls(c: &Candidate) -> bool {
    c.form.pos == Pos::VerbObject && matches!(c.form.sub, Sub::Describe | Sub::Opine)
}

/// هناك من يرى، ثمة من يقول: من as "somebody who".
pub(super) fn somebody(r: &Reading, i: usize) -> bool {
    r.key(i) == "من" && i > 0 && matches!(r.bare_key(i - 1), "هناك" | "ثمة")
}

/// The same letters are also a verbal noun (وعد، طلب، نقل).
fn verbal_noun_too(r: &Reading, c: &Candidate) -> bool {
    r.cues(c.at).any(|(f, bare)| f.pos == Pos::Masdar && bare == c.conjunction) || r.has(c.at, MASDAR | OBJ_NOUN)
}

/// A definite word, a noun of the speaker vocabulary or a name can end the subject before a verb.
fn ends_subject(r: &Reading, i: usize, sentence_start: usize) -> bool {
    r.key(i).starts_with("ال")
        || r.noun(i).is_some()
        || r.has(i, GIVEN | METONYM | NATION | PLACE | COMP)
        || i > sentence_start && is_unknown(r, i) && (r.noun(i - 1).is_some() || r.has(i - 1, GIVEN))
}

/// أن without a pronoun: before an imperfect it is a wish or a plan (أن يعلن), while أنه يعلن is a fact.
fn plain_an(r: &Reading, i: usize) -> bool {
    matches!(r.bare_key(i), "ان" | "بان")
}

fn participle_admitted(r: &Reading, c: &Candidate, before: Option<usize>) -> bool {
    // سائلا المولى أن …: a prayer.
    if matches!(r.key(c.at + 1), "الله" | "المولى" | "المولي" | "العلي" | "الباري" | "ربه" | "ربها")
    {
        return false;
    }
    // الذي يتخذ من المدينة مقرا له: a seat.
    if r.key(c.at) == "مقرا" && matches!(r.key(c.at + 1), "له" | "لها" | "لهم" | "رئيسيا" | "موقتا" | "مؤقتا")
    {
        return false;
    }
    let Some(b) = before else { return true };
    // في تأهيل ومساندة القوات: joined to a verbal noun it is one, too.
    let noun = r.has(b, MASDAR) || masdar_shape(r.key(b)) && is_unknown(r, b);
    if c.conjunction && noun && r.key(c.at).ends_with('ة') && b > 0 && r.has(b - 1, PREP) {
        return false;
    }
    // كان متوقعا: a predicate.
    c.conjunction || !r.has(b, PREP | NOUN_BEFORE | NEG | KANA)
}

fn masdar_admitted(r: &Reading, c: &Candidate, before: Option<usize>) -> bool {
    // Verbal nouns that carry their speaker (قوله، تأكيدها), and those behind which he and a complementiser stand.
    let carries = c.form.speaker_pronoun.is_some() || opens_report(c.form);
    carries && before.is_some() && !r.has(c.at, GIVEN)
}

/// عاد ليقول، ظهر المدير ليعلن: a cue of purpose behind a verb of coming back or up.
fn returns(r: &Reading, cue: usize, sentence_start: usize) -> bool {
    let verb = |k: usize| {
        matches!(
            r.bare_key(k),
            "عاد"
                | "عادت"
                | "يعود"
                | "تعود"
                | "ظهر"
                | "ظهرت"
                | "خرج"
                | "خرجت"
                | "تدخل"
                | "تدخلت"
                | "انبرى"
                | "انبرت"
        )
    };
    (sentence_start..cue).rev().take(12).any(verb)
}

/// اختتم حديثه بالتأكيد على أن, مكتفيا بالإشارة إلى أن: a verbal noun of saying behind what is done with words.
fn said_with(r: &Reading, cue: usize, sentence_start: usize) -> bool {
    const STEMS: [&str; 10] = ["ختم", "ختتم", "كتفى", "كتفت", "كتفي", "كتفيا", "ستهل", "فتتح", "بدا", "زاد"];
    let verb = |k: usize| STEMS.iter().any(|stem| r.bare_key(k).contains(stem));
    (sentence_start..cue).rev().take(10).any(verb)
}

/// بعد إعلان الحكومة أن، رغم تأكيد الوزير أن: verbal nouns of saying behind which their speaker stands.
fn opens_report(form: &CueForm) -> bool {
    matches!(form.form, "إعلان" | "تأكيد" | "اعتراف" | "إقرار" | "زعم" | "ادعاء" | "تحذير")
}
