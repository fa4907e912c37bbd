//! The rules that find claims, as documents. A claim's `rule` names one of these.

use crate::model::RuleDoc;

/// Every rule of attribution, in the order in which a reader meets the constructions.
pub fn docs() -> &'static [RuleDoc] {
    &DOCS
}

const DOCS: [RuleDoc; 18] = [
    RuleDoc {
        id: "ATT-CLAUSE",
        title: "cue, speaker, complementiser, clause",
        what: "A finite cue with a complementiser (أن، إن، بأن، إلى أن …) at depth 0 behind it. What stands between is the speaker; the clause is the content, up to the end of the sentence, the next cue, or a remark of the reporter (والمفارقة أن، لكنه رفض). كيف behind a verb of telling opens a clause, too. Before its subject a verb stays in the singular, so that a dual or plural has none behind it.",
        why: "The default order of Arabic news: in the newswire development set 135 of 147 overt speakers stand there. Relative clauses, parentheses and quoted names between cue and complementiser are transparent.",
        example_ar: "وقال المحلل نوار العبدلي إن الحدود مؤمنة.",
        gloss: "'And the analyst Nawar al-Abdali said that the borders are secured': speaker the analyst, content 'the borders are secured'.",
    },
    RuleDoc {
        id: "ATT-COLON-QUOTE",
        title: "cue, speaker, colon, quotation",
        what: "A finite cue, a colon and a quotation; the quotation is the content, over several sentences and paragraphs where its mark closes only later.",
        why: "The colon presents the speaker's own words; only the last paragraph of a long quotation closes its mark.",
        example_ar: "وأضافت الراوي: \"لن ننتظر\".",
        gloss: "'Al-Rawi added: \"we will not wait\"': direct, content 'we will not wait'.",
    },
    RuleDoc {
        id: "ATT-COLON",
        title: "cue, speaker, colon, words",
        what: "As ATT-COLON-QUOTE without quotation marks; the content runs to the end of the sentence, or fills the next paragraph where the colon ends its own. A first person right behind a verb of saying (وأضاف نحن …) needs no colon.",
        why: "Many sites leave the marks out after a colon.",
        example_ar: "وقالت اللجنة: سنواصل العمل.",
        gloss: "'The committee said: we will go on working'.",
    },
    RuleDoc {
        id: "ATT-QUOTE",
        title: "cue, speaker, quotation",
        what: "A finite cue and a quotation without complementiser or colon. Quoted names (a few words after a proclitic, a preposition or an organisation) and mottos (تحت شعار \"…\") do not count.",
        why: "وتابع \"…\" is common in wire copy; the quotation is the complement.",
        example_ar: "وتابع \"القرار نهائي ولا رجعة فيه\".",
        gloss: "'He went on: \"the decision is final …\"'.",
    },
    RuleDoc {
        id: "ATT-FRONTED",
        title: "quotation, cue, speaker",
        what: "A quotation that ends right before a cue without و is its content; a quotation that goes on after cue and speaker belongs to the same claim as a second part.",
        why: "Headline and feature style put the words first.",
        example_ar: "\"القرار نهائي\"، قالت الوزيرة سلمى الحيدري.",
        gloss: "'\"The decision is final\", said minister Salma al-Haydari'.",
    },
    RuleDoc {
        id: "ATT-NOMINAL",
        title: "cue, speaker, object or preposition",
        what: "A cue that takes an object or a preposition instead of a clause (طالب بـ، دعا إلى، نفى، أعلن عن). The speaker is read word by word up to the complement; a second noun phrase is the addressee.",
        why: "Demands, denials and announcements take verbal nouns. A present tense, a bare concrete object or an inanimate subject is narration and is refused.",
        example_ar: "وطالب النائب الحكومة بجدولة الانسحاب.",
        gloss: "'The deputy demanded of the government a timetable for withdrawal': addressee the government, content 'a timetable for withdrawal'.",
    },
    RuleDoc {
        id: "ATT-PARTICIPLE",
        title: "accusative participle",
        what: "A participle cue after a comma, quotation or و (مشيرا إلى أن، محذرا من) opens a claim of its own; its speaker is that of the governing cue, or the subject of the sentence.",
        why: "Each participle reports a further proposition of the same speaker (hal accusative).",
        example_ar: "وقال الخبير إن الوضع هادئ، محذرا من فراغ أمني.",
        gloss: "'…, warning of a security vacuum': a second claim of the expert.",
    },
    RuleDoc {
        id: "ATT-SUBJECT-FIRST",
        title: "speaker, cue",
        what: "The subject stands before the cue (الحكومة قالت إن، كان الوزير قد أكد، headline: نائب يحذر من).",
        why: "After كان, after a complementiser (nested reports) and in headlines Arabic puts the subject first. The phrase must be headed by a person, an institution or a name. Of verbs that take the one who is told, the phrase behind is he (المحقق أخبر الصحيفة أن). هناك من يرى أن: من is the speaker.",
        example_ar: "وكان النائب ياسر الزوبعي قد أعلن رفضه القرار.",
        gloss: "'Deputy Yasir al-Zawbai had announced his rejection of the decision'.",
    },
    RuleDoc {
        id: "ATT-RELATIVE",
        title: "speaker, relative pronoun, cue",
        what: "A cue right behind a relative pronoun of its own gender speaks for the antecedent (الوزير الذي أكد أن). Of another gender the antecedent is the topic, and the speaker is elided. A name with a title before the apposition that the pronoun follows belongs to the antecedent.",
        why: "Agreement tells the subject relative from the object relative.",
        example_ar: "وصل الوفد، الذي أكد أن الزيارة ودية.",
        gloss: "'The delegation, which stressed that the visit is friendly, arrived'.",
    },
    RuleDoc {
        id: "ATT-VERBAL-NOUN",
        title: "verbal noun with a pronoun",
        what: "قوله، قولها … with its clause; behind a relayed report (نقلت الوكالة عن X قوله) the speaker is X, and the claim stands inside the agency's.",
        why: "The pronoun of the verbal noun is the speaker.",
        example_ar: "ونقلت الوكالة عن مصدر أمني قوله إن الطريق مغلق.",
        gloss: "'The agency quoted a security source as saying that the road is closed': two claims, the source's inside the agency's.",
    },
    RuleDoc {
        id: "ATT-RELAY",
        title: "relayed source without a verbal noun",
        what: "نقلت الوكالة عن X أن …: besides the agency's claim, one of X with the same content and no cue of its own.",
        why: "The source behind the agency is the one who said it.",
        example_ar: "ونقلت الصحيفة عن مسؤول أن القاعدة أخليت.",
        gloss: "'The newspaper reported from an official that the base was evacuated'.",
    },
    RuleDoc {
        id: "ATT-PREPOSITION",
        title: "according to",
        what: "بحسب، وفقا لـ، حسبما أعلن، كما ذكر، على حد قول with a person, institution, medium or document; before the clause (with a comma or فإن) or behind it. Laws, plans and criteria are no speakers; على حد قوله behind a clause with a cue of its own only confirms it. Where the clause is a claim that says something, the content is what that one says, and that claim stands inside (نقلا عن names a source behind the claim instead). An attribution may also interrupt its clause (الطريق على حد قوله مغلق).",
        why: "More than half of the uses of these prepositions in news are not attributions; the noun decides.",
        example_ar: "وبحسب المحللة ميار التكريتي، فإن القرار متسرع.",
        gloss: "'According to the analyst Mayar al-Tikriti, the decision is hasty'.",
    },
    RuleDoc {
        id: "ATT-ASIDE",
        title: "cue and speaker between commas",
        what: "A verb of saying in the present with its whole subject between two commas inside a clause; the content is the clause around them, in two parts.",
        why: "Features put the speaker in the middle of what he says; neither half alone is the claim.",
        example_ar: "وهذا القرار، يقول الخبير نوار العبدلي، متسرع جدا.",
        gloss: "'And this decision, says the expert Nawar al-Abdali, is very hasty'.",
    },
    RuleDoc {
        id: "ATT-SLOGAN",
        title: "chant or banner",
        what: "A verb of chanting with a word for slogans before the quotation (رددوا هتافات منها \"…\"), a banner with what is written on it (لافتات كتب عليها \"…\", وأخرى كتب عليها \"…\") or with its words right behind it; the banner is the source.",
        why: "Reports of rallies say it in these forms, and a crowd has no other voice.",
        example_ar: "رفع المحتجون لافتات كتب عليها \"الماء للجميع\".",
        gloss: "'The protesters raised banners on which was written \"water for all\"'.",
    },
    RuleDoc {
        id: "ATT-HEARSAY",
        title: "passive without a speaker",
        what: "قيل إن، يقال إن with a clause, and the passive of a verb of holding or alleging in a relative clause (التي يزعم أنها). The claim has no speaker, and none is looked for.",
        why: "The passive names nobody; the last speaker of the article must not stand in for him. يذكر أن is the outlet's own way to go on and no claim.",
        example_ar: "ويقال إن الجسر القديم سيغلق قريبا.",
        gloss: "'And it is said that the old bridge will soon be closed': no speaker.",
    },
    RuleDoc {
        id: "ATT-HEADLINE-COLON",
        title: "speaker, colon",
        what: "A block that begins with a speaker of at most seven words and a colon (headline, interview). A dateline or a topic before the colon is none.",
        why: "The colon of a headline stands for a verb of saying.",
        example_ar: "خبير أمني: الانسحاب خطأ كبير",
        gloss: "'Security expert: the withdrawal is a big mistake'.",
    },
    RuleDoc {
        id: "ATT-FREE-SPEECH",
        title: "quotation without a cue",
        what: "A quotation of at least six words that fills a sentence after a claim belongs to the last speaker.",
        why: "Statements and interviews go on in quoted paragraphs without repeating the cue.",
        example_ar: "\"ولن نقبل بأي تأخير في تنفيذ هذا القرار\".",
        gloss: "'\"And we will accept no delay …\"' after a paragraph of the same speaker.",
    },
    RuleDoc {
        id: "ATT-TURN",
        title: "answer, point",
        what: "Lines that are set apart: the one behind each question of an interview, and the points (أولا:، 1-، •) below a line that reports and ends in a colon. They belong to who speaks there.",
        why: "Interviews and statements show by their layout whose words follow, and repeat no cue.",
        example_ar: "وجاء في كلمته:\n- الطريق سيبقى مفتوحا أمام الناس\n- والجسر سيغلق قبل الشتاء",
        gloss: "'And his speech said: - the road will stay open … - and the bridge will be closed …'.",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BlockKind;
    use crate::model::{Block, Span};

    /// Every example fires its own rule.
    #[test]
    fn examples_fire() {
        for doc in docs() {
            let context = "قال المحلل نوار العبدلي إن الوضع مستقر.\n";
            let text = match doc.id {
                "ATT-HEADLINE-COLON" => doc.example_ar.to_string(),
                _ => format!("{context}{}", doc.example_ar),
            };
            let mut at = 0;
            let mut blocks = Vec::new();
            for line in text.split_inclusive('\n') {
                blocks.push(Block { kind: BlockKind::Paragraph, span: Span::new(at, at + line.trim_end().len()) });
                at += line.len();
            }
            let claims = crate::attribution::attribute("a", &text, &blocks).claims;
            assert!(
                claims.iter().any(|c| c.rule == doc.id),
                "{}: {:?}",
                doc.id,
                claims.iter().map(|c| c.rule).collect::<Vec<_>>()
            );
        }
    }
}
