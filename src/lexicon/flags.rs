//! Properties of words, as bits.

/// Declares one bit a property together with its name in `words.tsv`.
macro_rules! flags {
    ($($(#[$meta:meta])* $name:ident = $text:literal),+ $(,)?) => {
        flags!(@bits 0u32; $($(#[$meta])* $name),+);
        /// The bit of a name in `words.tsv`.
        pub(crate) fn by_name(name: &str) -> Option<u64> {
            match name {
                $($text => Some($name),)+
                _ => None,
            }
        }
    };
    (@bits $n:expr; $(#[$meta:meta])* $name:ident $(, $(#[$rmeta:meta])* $rest:ident)*) => {
        $(#[$meta])*
        pub(crate) const $name: u64 = 1 << ($n);
        flags!(@bits $n + 1; $($(#[$rmeta])* $rest),*);
    };
    (@bits $n:expr;) => {};
}

flags! {
    /// Complementiser (أن، إن، بأن) with or without a pronoun.
    COMP = "comp",
    /// Second complement (وأن، كما أن).
    JOIN = "join",
    /// Relative pronoun.
    REL = "relative",
    /// Preposition.
    PREP = "prep",
    /// Ends the speaker wherever it stands.
    HARD = "hard",
    /// Time word.
    TIME = "time",
    /// Time noun that needs a time or a number next to it.
    TIME_NEXT = "timenext",
    /// Modifier after a time word (الماضي).
    TIME_MOD = "timemod",
    /// Venue of a statement.
    STATEMENT = "statement",
    /// Channel of a statement.
    CHANNEL = "channel",
    /// A complementiser after it is no content opener.
    COMP_BLOCK = "compblock",
    /// قائلا، بالقول.
    QAEL = "qael",
    /// A norm, not a speaker.
    NORM = "norm",
    /// Attitude noun with a possessive.
    ATTITUDE = "attitude",
    /// Verbal noun that opens an object.
    MASDAR = "masdar",
    /// Noun that opens an object of denial and the like.
    OBJ_NOUN = "objnoun",
    /// Head of an outlet's name.
    OUTLET_HEAD = "outlethead",
    /// Name of an outlet or platform.
    OUTLET = "outlet",
    /// People spoken to.
    ADDRESSEE = "addressee",
    /// Unnamed collective.
    COLLECTIVE = "collective",
    /// Subject pronoun.
    PRONOUN = "pronoun",
    /// كان.
    KANA = "kana",
    /// قد.
    QAD = "qad",
    /// Negation.
    NEG = "neg",
    /// Mood that makes an act of speaking unreal.
    IRREALIS = "irrealis",
    /// The next word is a noun.
    NOUN_BEFORE = "noun_before",
    /// Conjunction that ends a clause.
    CONJ = "conj",
    /// Demonstrative, quantifier or numeral inside a noun phrase.
    IN_NP = "in_np",
    /// Switch frame (من جهته).
    SWITCH = "switch",
    /// Nationality adjective.
    NATION = "nation",
    /// Given name.
    GIVEN = "given",
    /// City or state that stands for its government.
    METONYM = "metonym",
    /// The first letter belongs to the word.
    NO_STRIP = "nostrip",
    /// Also a word of a longer entry.
    PHRASE_HEAD = "phrasehead",
    /// Opens a negated document frame.
    NEG_DOC = "negdoc",
    /// فيه، فيها.
    DOC_VERB = "docverb",
    /// Verb or participle of an anonymity formula that asks (طلب عدم …).
    ANON_ASK = "anon_ask",
    /// Verb or participle of an anonymity formula that refuses (رفض الكشف …).
    ANON_REFUSE = "anon_refuse",
    /// What is asked or refused (ذكر، الكشف).
    ANON_ACT = "anon_act",
    /// The finite form of it (لم يكشف عن اسمه).
    ANON_VERB = "anon_verb",
    /// Name or identity with a possessive (اسمه، هويته).
    ANON_OBJECT = "anon_object",
    /// Naming with a possessive (تسميته).
    ANON_NAMING = "anon_naming",
    /// Negated naming by the outlet (لم تسمه).
    ANON_NEG_NAME = "anon_negname",
    /// Condition (شريطة).
    ANON_CONDITION = "anon_condition",
    /// Hiding (حجب، إخفاء), which needs no negation.
    ANON_HIDE = "anon_hide",
    /// Place name.
    PLACE = "place",
    /// Role that only one person holds when it has a complement (المتحدث باسم).
    OFFICE = "office",
    /// Another of the kind (آخر).
    OTHER = "other",
    /// Quantifier before a group (أحد، بعض).
    QUANTIFIER = "quantifier",
    /// Honorific, never part of a name.
    HONORIFIC = "honorific",
    /// Opens a name of several words (عبد، أبو، بن).
    NAME_PART = "name_part",
    /// Noun of a refused comment (التعليق).
    COMMENT = "comment",
    /// People that somebody turns to (السكان): after a complete subject they are its object.
    PEOPLE = "people",
    /// Work or thing that carries a quoted title (فيلم، كتاب).
    TITLED = "titled",
    /// How somebody says it (بشدة).
    MANNER = "manner",
    /// Says that a name follows (يدعى).
    NAMED = "named",
    /// Institution or place that bears the name of a person.
    FOUNDED = "founded",
    /// Title with a possessive, which stands for a person (سموه).
    HONOURED = "honoured",
    /// Ministry or authority, by what it is for (المالية).
    MINISTRY = "ministry",
    /// Word of the first person that opens speech.
    FIRST_PERSON = "first_person",
    /// Place or its ruler, in construct state with its name (محافظ بيشة).
    SEAT = "seat",
    /// Verb of telling in the jussive (لم يكشف).
    UNTOLD = "untold",
    /// Frequent verb that is no cue.
    VERB = "verb",
    /// Word that no name can be (frequent ordinary words after a role).
    NOT_NAME = "not_name",
}
