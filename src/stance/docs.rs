//! What each rule does, for `claimkit explain`.

use crate::model::RuleDoc;

/// Every rule of the labeler.
pub fn docs() -> &'static [RuleDoc] {
    DOCS
}

macro_rules! rule {
    ($id:literal, $title:literal, $what:literal, $why:literal, $example:literal, $gloss:literal) => {
        RuleDoc { id: $id, title: $title, what: $what, why: $why, example_ar: $example, gloss: $gloss }
    };
}

const DOCS: &[RuleDoc] = &[
    rule!(
        "STA-OFF",
        "off target",
        "no event of the target, nothing said of its entity, nothing carried over: unrelated",
        "a stance needs something that it is toward; homonyms are blocked by longer entries",
        "انسحاب الكتلة من جلسة التصويت على الموازنة",
        "the bloc's walk-out from the budget session: unrelated"
    ),
    rule!(
        "STA-FACT",
        "fact, number, procedure",
        "an event of the target, or the entity's numbers and duties, without any judgment: neutral; in an article about \
         the target also one of its aspects (the date, the talks) or two words of the matter in one clause",
        "reporting that something happens is no opinion on it",
        "القوات الأمريكية انسحبت من قاعدتين خلال الأسبوع الماضي",
        "the US forces left two bases last week: neutral"
    ),
    rule!(
        "STA-DEMAND",
        "demand, welcome, hope, decision",
        "a word (or a cue) that wants + an event: the event's direction",
        "who demands a thing is for it",
        "يجب أن نطالب بإخراج القوات الأجنبية من البلاد",
        "demand that the foreign forces be made to leave: favor"
    ),
    rule!(
        "STA-PRAISE",
        "thanks and praise",
        "a word (or a cue) of praise + an event or the entity: its direction",
        "who thanks the entity wants its presence",
        "نثمن دور التحالف الدولي",
        "we value the coalition's role: against"
    ),
    rule!(
        "STA-REJECT",
        "rejection, condemnation, delay",
        "a word (or a cue) that rejects or puts off + an event: against the event's direction",
        "who rejects a thing is against it; who puts it off, too",
        "نرفض بقاء أي جندي أمريكي",
        "we reject that any US soldier stays: favor"
    ),
    rule!(
        "STA-WARN",
        "warning of a bare event",
        "a warning or a fear + an event that nothing else is said of: against the event's direction",
        "one warns of what one does not want; a warning of a consequence is decided by the consequence",
        "هناك مخاوف من استمرار الوجود الأجنبي",
        "fears that the foreign presence goes on: favor"
    ),
    rule!(
        "STA-MUST",
        "necessity",
        "must, necessity, it is time + an event: the event's direction",
        "what must be is wanted",
        "ضرورة استمرار دعم التحالف للقوات العراقية",
        "necessity of continued coalition support: against"
    ),
    rule!(
        "STA-EVAL",
        "evaluation",
        "an evaluating predicate of an event: direction times evaluation; praise of the entity is praise of its presence",
        "the compositional core: good departure is for, bad departure is against",
        "إخراج القوات الأجنبية في هذا التوقيت خطأ استراتيجي",
        "expelling the foreign forces now is a strategic mistake: against"
    ),
    rule!(
        "STA-ILLEGIT",
        "illegitimate",
        "a word that denies legitimacy, of an event or of the bare entity",
        "other blame of the entity (slow, weak) says nothing on its staying; this one does",
        "وجود القوات الأمريكية انتهاك لسيادة العراق",
        "the presence violates sovereignty: favor"
    ),
    rule!(
        "STA-CAUSE",
        "consequence",
        "event + connector + outcome, or outcome + because + event; preventing turns the outcome",
        "who names the harm of a thing argues against it",
        "انسحاب القوات الأمريكية سيترك فراغا أمنيا",
        "the withdrawal will leave a security vacuum: against"
    ),
    rule!(
        "STA-CONSEQUENCE",
        "unnamed consequence",
        "the event opens the content and does something, in the present or future, that no word of the lexicon judges",
        "what is said to follow from a departure, in words of one's own, is mostly a warning; weak, and only where nothing else speaks",
        "انسحاب القوات الأمريكية سيقلب حياة القرى رأسا على عقب",
        "the withdrawal will turn the life of the villages upside down: against"
    ),
    rule!(
        "STA-CARRY",
        "judgment of an event named before",
        "a pronoun or demonstrative with an evaluator, right after an event of the target",
        "the reader resolves `this step` from the sentence before",
        "هذه الخطوة خطأ كبير",
        "this step (after: the withdrawal) is a big mistake: against"
    ),
    rule!(
        "STA-CARRY-CAUSE",
        "consequence of an event named before",
        "an outcome that is feared or ascribed to `this`, right after an event of the target",
        "as STA-CARRY",
        "ذلك سيؤدي إلى حرب أهلية",
        "this (the withdrawal) will lead to civil war: against"
    ),
    rule!(
        "STA-NEED",
        "need",
        "need, cannot do without + entity, support or event",
        "who needs a thing wants it to stay",
        "العراق ما زال بحاجة إلى دعم التحالف الدولي",
        "Iraq still needs the coalition's support: against"
    ),
    rule!(
        "STA-NO-NEED",
        "no need",
        "no need, no justification + entity, support or event",
        "what is not needed can go",
        "العراق ليس بحاجة إلى قوات أجنبية",
        "Iraq needs no foreign forces: favor"
    ),
    rule!(
        "STA-BUT-FOR",
        "were it not for",
        "`were it not for` + an event or the entity: its direction",
        "who says what would be missing without a thing values it",
        "لولا دعم التحالف الدولي لما تحررت المدينة",
        "without the coalition's support the city would not have been freed: against"
    ),
    rule!(
        "STA-WITHOUT",
        "what fails without it",
        "without + the entity or its support, in a clause that denies something or names something bad",
        "`not X without Y` says that Y is needed for X; who can do without it says the opposite (STA-ABLE)",
        "لن يصمد الجيش من دون إسناد التحالف",
        "the army will not hold without the coalition's support: against"
    ),
    rule!(
        "STA-DISMISS",
        "fear called unfounded",
        "a noun of fear + a word that dismisses it: the direction of the event that is feared",
        "who calls the fear of a thing overdone defends the thing",
        "المخاوف من انسحاب القوات الأمريكية مبالغ فيها",
        "fears of the US withdrawal are exaggerated: favor"
    ),
    rule!(
        "STA-LOSS",
        "loss",
        "a word of losing + support or event",
        "only what is valued is lost",
        "فقدان الدعم الجوي",
        "losing the air support: against"
    ),
    rule!(
        "STA-ABLE",
        "own side able",
        "the own side can do it, where sentence or headline speaks of the entity",
        "strength of one's own is the argument for the departure",
        "قواتنا قادرة على حماية الحدود دون دعم التحالف",
        "our forces can hold the border without the coalition: favor"
    ),
    rule!(
        "STA-UNABLE",
        "own side unable",
        "the own side cannot do it, where sentence or headline speaks of the entity",
        "weakness of one's own is the argument for staying",
        "القوات العراقية لا تستطيع وحدها مراقبة الحدود من دون طيران التحالف",
        "Iraqi forces cannot watch the border without coalition aircraft: against"
    ),
    rule!(
        "STA-STAY",
        "own will to stay",
        "the entity's own side says that it stays or does not leave",
        "a commitment is a side, a plan of others is not",
        "لن نغادر العراق",
        "we will not leave Iraq: against"
    ),
    rule!(
        "STA-LEGIT",
        "invited",
        "the presence is lawful or at the host's request",
        "it answers the charge of occupation",
        "القوات الأجنبية موجودة بطلب من الحكومة",
        "the foreign forces are here at the government's request: against"
    ),
    rule!(
        "STA-BLAME",
        "stalling, breach",
        "a word of blame for putting the event off, aimed at the entity",
        "who blames delay wants the event",
        "واشنطن تماطل في تنفيذ الانسحاب",
        "Washington is stalling the withdrawal: favor"
    ),
    rule!(
        "STA-SUSPICION",
        "bad faith",
        "a charge of hidden plans against the entity, in an article on the event",
        "distrust of the presence, though weak",
        "التحركات الأمريكية تكشف نوايا مبيتة",
        "the US moves show hidden intentions: favor, low"
    ),
    rule!(
        "STA-LABEL",
        "loaded name",
        "the entity under a name that condemns or praises it, in the speaker's own words",
        "a name can be the whole argument",
        "قوات الاحتلال جلبت الخراب إلى البلاد",
        "the occupation forces brought ruin: favor"
    ),
    rule!(
        "STA-UNLESS",
        "unless they leave",
        "a threat with the event as its condition",
        "the threat is there to bring the event about",
        "سنستهدف القواعد الأمريكية ما لم تنسحب القوات الأجنبية",
        "we will strike the bases unless they leave: favor"
    ),
    rule!(
        "STA-THREAT",
        "own threat of force",
        "the speaker's own threat against the entity",
        "force is meant to drive it out",
        "سنقاتل القوات الأمريكية",
        "we will fight the US forces: favor, low"
    ),
    rule!(
        "STA-DENIAL",
        "denied judgment",
        "a denying cue + a content with a sign: the other sign; a denied fact is neutral (STA-FACT)",
        "to deny that it is dangerous is to defend it",
        "انسحاب القوات الأجنبية خطرا على أمن العراق",
        "(denied:) the withdrawal is a danger: favor"
    ),
    rule!(
        "STA-MIXED",
        "two sides",
        "two opposite judgments of like weight, or none above the threshold: neutral",
        "weighing both sides is no side",
        "للانسحاب الأميركي فوائد ومخاطر",
        "the withdrawal has benefits and risks: neutral"
    ),
    rule!(
        "STA-OTHERS",
        "the view of others",
        "a judgment that the content gives to others: neutral",
        "reporting a view is not holding it",
        "بعض القوى ترى أن انسحاب القوات الأجنبية خطأ",
        "some parties think the withdrawal is a mistake: neutral"
    ),
    rule!(
        "STA-REPORT",
        "report of somebody else",
        "a content that as a whole reports another's claim: neutral",
        "the inner claim has its own label",
        "الوزير أكد أن القوات الأجنبية ستغادر",
        "the minister stressed that the forces will leave: neutral"
    ),
    rule!(
        "STA-LEARNED",
        "learned words",
        "the target's model of words finds another label likelier than the rules', even where theirs counts several times; the \
         evidence is the words that speak most for it",
        "no lexicon has every word; words, pairs of words and letters of thousands of labelled claims know more of them",
        "الأمريكيون شركاء موثوقون وقفوا معنا في أصعب الظروف",
        "the Americans are reliable partners who stood by us in the hardest times: against"
    ),
];
