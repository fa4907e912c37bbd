//! Who is it: every kind of resolution once where it fires and once where it must not. All people are invented.

use super::attribute;
use crate::text::structure::annotate;

/// `cue: speaker` of every claim; an unnamed speaker is described in parentheses.
fn speakers(text: &str) -> Vec<String> {
    let structure = annotate(text, None, &[]);
    let found = attribute("a", text, &structure.blocks);
    let line = |c: &crate::model::Claim| {
        let cue = c.cue.as_ref().map_or("-", |cue| cue.span.of(text));
        let speaker = c.speaker.map(|s| &found.speakers[s as usize]);
        let who =
            speaker.map_or("-".to_owned(), |s| s.name().map_or_else(|| format!("({})", s.description), Into::into));
        format!("{cue}: {who}")
    };
    found.claims.iter().map(line).collect()
}

/// The speaker of the last claim.
fn last(text: &str) -> String {
    let all = speakers(text);
    all.last().and_then(|line| line.split_once(": ")).map_or_else(|| "nobody".to_owned(), |(_, who)| who.to_owned())
}

#[test]
fn the_subject_of_the_clause_before_goes_on() {
    let said = "قال سامر الحلاوي إن الطريق مغلق.\n";
    assert_eq!(
        last(&format!("{said}ووصل وزير النقل رائد الهلالي إلى المدينة مساء. وقال إن العمل مستمر.")),
        "رائد الهلالي"
    );
    assert_eq!(last(&format!("{said}وبعث المحافظ رائد الهلالي رسالة إلى المجلس، وقال إن العمل مستمر.")), "رائد الهلالي");
    // A speaker goes on with أضاف; who only acts does not speak on.
    assert_eq!(
        last(&format!("{said}ووصل وزير النقل رائد الهلالي إلى المدينة مساء.\nوأضاف أن العمل مستمر.")),
        "سامر الحلاوي"
    );
    // The verb is feminine.
    assert_eq!(
        last("قالت ليلى الحلاوي إن الطريق مغلق.\nووصل وزير النقل رائد الهلالي. وقالت إن العمل مستمر."),
        "ليلى الحلاوي"
    );
    // Two sentences away.
    assert_eq!(
        last(&format!("{said}ووصل وزير النقل رائد الهلالي. وأغلقت المتاجر أبوابها باكرا. وقال إن العمل مستمر.")),
        "سامر الحلاوي"
    );
}

#[test]
fn a_surname_in_a_clause_is_known_from_elsewhere() {
    let text = "حضر اللقاء الزملاء سامر الحلاوي ورائد الهلالي. وقال سامر الحلاوي إن الطريق مغلق.\nوطرح الهلالي أسئلة عدة، وقال إن العمل مستمر.";
    assert_eq!(last(text), "رائد الهلالي");
    let nobody = "قال سامر الحلاوي إن الطريق مغلق.\nوتراجع الإنتاج كثيرا، وقال إن العمل مستمر.";
    assert_eq!(last(nobody), "سامر الحلاوي");
}

#[test]
fn a_surname_in_the_shape_of_a_plural_is_a_surname() {
    let text = "حضر اللقاء الزملاء سامر الحلاوي ورائد الزين.\nوقال الزين إن الطريق مغلق.";
    assert_eq!(last(text), "رائد الزين");
    assert_eq!(last("حضر اللقاء رائد العاملين.\nوقال العاملون إن الطريق مغلق."), "(العاملون)");
}

#[test]
fn months_are_surnames_only_behind_a_given_name() {
    let text = "قال حميد شباط إن الطريق مغلق.\nوأوضح شباط أن العمل مستمر.";
    assert_eq!(last(text), "حميد شباط");
    assert_eq!(last("وصل رائد الهلالي في كانون الأول.\nوقال الأول إن العمل مستمر."), "الأول");
}

#[test]
fn several_who_speak_together_are_no_single_one() {
    let said = "قال وزير النقل رائد الهلالي ومدير السد سامر الحلاوي إن الطريق مغلق.";
    assert_eq!(last(said), "وزير النقل رائد الهلالي ومدير السد سامر الحلاوي");
    assert_eq!(last(&format!("{said}\nوقال الهلالي إن العمل مستمر.")), "رائد الهلالي");
    assert_eq!(last("قال رائد الهلالي وزير النقل إن الطريق مغلق."), "رائد الهلالي");
}

#[test]
fn a_passive_has_no_speaker() {
    let said = "قال رائد الهلالي إن الطريق مغلق.\n";
    assert_eq!(last(&format!("{said}ويقال إن العمل مستمر.")), "-");
    assert_eq!(last(&format!("{said}ويقول إن العمل مستمر.")), "رائد الهلالي");
}

#[test]
fn who_speaks_in_a_relative_clause_governs_no_participle_of_the_other_gender() {
    let text = "تساءل رائد الهلالي عن الحكومة التي تعهدت بفتح الطريق، مشيرا إلى أن العمل مستمر.";
    assert_eq!(last(text), "رائد الهلالي");
}

#[test]
fn after_a_reported_claim_its_speaker_goes_on() {
    let text = "قال رائد الهلالي إن الطريق مغلق، وفقا لما ذكرته صحيفة المرفأ.\nوأضاف أن العمل مستمر.";
    assert_eq!(last(text), "رائد الهلالي");
}

#[test]
fn kana_and_sabaqa_have_their_subject_before_the_verb() {
    assert_eq!(last("وكان المتحدث باسم اللجنة، رائد الهلالي، قد أعلن أن العمل مستمر."), "رائد الهلالي");
    assert_eq!(last("وكانت وزارة النقل، أمس الأحد، قد أعلنت أن العمل مستمر."), "وزارة النقل");
    assert_eq!(last("وسبق للنائبة عن كتلة الوفاق ليلى الهلالي، أن أشارت إلى أن العمل مستمر."), "ليلى الهلالي");
    // كان of another clause.
    assert_eq!(last("قال سامر الحلاوي إن الطريق مغلق.\nوكان الجو باردا في القرى، وأعلن أن العمل مستمر."), "سامر الحلاوي");
}

#[test]
fn a_relay_goes_on_with_its_source_unless_the_outlet_agrees() {
    let relay = "نقلت وكالة الأفق عن مسؤول في الوزارة قوله إن الطريق مغلق";
    assert_eq!(last(&format!("{relay}، مضيفا أن العمل مستمر.")), "(مسؤول في الوزارة)");
    assert_eq!(last(&format!("{relay}. وأضاف أن العمل مستمر.")), "(مسؤول في الوزارة)");
    assert_eq!(last(&format!("{relay}، لافتة إلى أن العمل مستمر.")), "وكالة الأفق");
}

#[test]
fn verbs_of_documents_look_for_a_document() {
    let text = "قال سامر الحلاوي إن الطريق مغلق.\nوأيد القرار أكثر الأعضاء، حيث ينص على أن العمل مستمر.";
    assert_eq!(last(text), "القرار");
    let person = "قال سامر الحلاوي إن الطريق مغلق.\nوأيد القرار أكثر الأعضاء، ثم قال إن العمل مستمر.";
    assert_ne!(last(person), "القرار");
}

#[test]
fn who_holds_the_conference_speaks_at_it() {
    let text = "وجاء ذلك خلال مؤتمر صحفي لمدير الميناء رائد الهلالي، حيث قال إن العمل مستمر.";
    assert_eq!(last(text), "رائد الهلالي");
    let other = "قال سامر الحلاوي إن الطريق مغلق، خلال مؤتمر صحفي في الميناء، حيث قال إن العمل مستمر.";
    assert_eq!(last(other), "سامر الحلاوي");
}

#[test]
fn a_role_is_named_before_or_after() {
    let after = "قال قائد القاعدة الجوية إن الطريق مغلق.\nوأوضح رائد الهلالي أن العمل مستمر.";
    assert_eq!(speakers(after), ["قال: رائد الهلالي", "أوضح: رائد الهلالي"]);
    // With a role of his own he is somebody else.
    let other = "قال قائد القاعدة الجوية إن الطريق مغلق.\nوأوضح النائب رائد الهلالي أن العمل مستمر.";
    assert_eq!(speakers(other)[0], "قال: قائد القاعدة الجوية");
    let elsewhere = "اختار الرئيس رائد الهلالي سفيرا جديدا.\nوأكد الرئيس الفرنسي أن العمل مستمر.";
    assert_eq!(last(elsewhere), "رائد الهلالي");
    let two = "التقى الرئيس رائد الهلالي الرئيس سامر الحلاوي.\nوأكد الرئيس الفرنسي أن العمل مستمر.";
    assert_eq!(last(two), "الرئيس الفرنسي");
}

#[test]
fn somebody_is_said_again_in_other_words() {
    let spokesman = "قال متحدث باسم الوزارة إن الطريق مغلق.\nوقال المتحدث إن العمل مستمر.";
    assert_eq!(last(spokesman), "(متحدث باسم الوزارة)");
    let one = "قال أحد السكان من القرية إن الطريق مغلق.\nوأوضح المتحدث أن العمل مستمر.";
    assert_eq!(last(one), "(السكان من القرية)".replace("السكان", "أحد السكان"));
    let some = "قالت مصادر مطلعة إن الطريق مغلق.\nوأكد بعضهم أن العمل مستمر.";
    assert_eq!(last(some), "(مصادر مطلعة)");
    let slip = "أبى مصدر مطلع في المصرف أن يفصح عن السبب.\nوقال المصد إن العمل مستمر.";
    assert_eq!(last(slip), "(مصدر مطلع في المصرف)");
    let other = "قال مصدر أمني إن الطريق مغلق.\nوقال مصدر آخر إن العمل مستمر.";
    assert_eq!(last(other), "(مصدر آخر)");
}

#[test]
fn what_a_verb_speaks_to_or_how_is_no_subject() {
    let said = "قال سامر الحلاوي إن الطريق مغلق.\n";
    assert_eq!(last(&format!("{said}وقال مدافعا عن المشروع إن العمل مستمر.")), "سامر الحلاوي");
    assert_eq!(last(&format!("{said}وقال للصحفيين: \"العمل مستمر في كل المواقع\".")), "سامر الحلاوي");
    assert_eq!(last(&format!("{said}ووصف العملية الأخيرة بأنها ناجحة.")), "سامر الحلاوي");
    assert_eq!(last(&format!("{said}وقال المدافع عن المشروع إن العمل مستمر.")), "المدافع عن المشروع");
}

#[test]
fn names_are_the_persons_own() {
    assert_eq!(last("أكد مدير «مارينا الواحة» في المدينة رائد الهلالي، أن العمل مستمر."), "رائد الهلالي");
    let envoy = "قال مبعوث الرئيس سامر الحلاوي إلى المنطقة، رائد الهلالي، إن العمل مستمر.";
    assert_eq!(last(envoy), "رائد الهلالي");
    assert_eq!(last("أعلن وزير الخارجية آلان دوريه اليوم أن العمل مستمر."), "آلان دوريه");
    assert_eq!(last("أعلن وزير الخارجية الآن أن العمل مستمر."), "وزير الخارجية");
    assert_eq!(
        last("نفى مصدر مطلع على ملف \"رائد الهلالي\" أن يكون العمل متوقفا."),
        "(مصدر مطلع على ملف \"رائد الهلالي\")"
    );
}

#[test]
fn two_people_of_one_surname_stay_apart() {
    let text = "قال رائد الهلالي إن الطريق مغلق.\nوقالت السيدة الهلالي إن العمل مستمر.";
    let all = speakers(text);
    assert_ne!(all[0].split_once(": "), all[1].split_once(": "));
    let same = "قال رائد الهلالي إن الطريق مغلق.\nوقال السيد الهلالي إن العمل مستمر.";
    assert_eq!(last(same), "رائد الهلالي");
}

#[test]
fn an_organisation_bears_no_name_of_its_parts() {
    assert_eq!(last("قال الاتحاد المحلي لكرة القدم إن النادي فاز."), "الاتحاد المحلي لكرة القدم");
    assert_eq!(last("رحب حزب الواحة برئاسة ناجي الهلالي بالقرار."), "حزب الواحة برئاسة ناجي الهلالي");
    assert_eq!(last("قال المتحدث الرسمي لمركز الملك سالم للإغاثة رأفت الحلاوي إن العمل مستمر."), "رأفت الحلاوي");
    // A role is no organisation.
    assert_eq!(last("قال رئيس الاتحاد المحلي لكرة القدم سامر الحلاوي إن النادي فاز."), "سامر الحلاوي");
}

#[test]
fn a_name_ends_where_an_object_or_a_verb_begins() {
    assert_eq!(last("دان وزير الخارجية سامر الحلاوي جريمة حرق المزرعة."), "سامر الحلاوي");
    assert_eq!(last("قال أحد السكان ويدعى سامر الحلاوي إن الطريق مغلق."), "سامر الحلاوي");
    assert_eq!(last("قال رئيس البلدية المهندس ممدوح عراقي إن الطريق مغلق."), "ممدوح عراقي");
    assert_eq!(last("قال جيمس ويلسون إن الطريق مغلق. وقال ويلسون إن العمل مستمر."), "جيمس ويلسون");
    // عبد and what belongs to it are one given name.
    assert_eq!(last("قال رئيس اللجنة عبد الكريم أرسانوف إن الطريق مغلق."), "عبد الكريم أرسانوف");
}

#[test]
fn a_title_with_a_possessive_stands_for_who_acted() {
    let text = "دشن الأمير سامر بن ماجد الحلاوي المهرجان. وقال سموه إن المهرجان كبير.";
    assert_eq!(last(text), "سامر بن ماجد الحلاوي");
    assert_eq!(last("وقال سموه إن المهرجان كبير."), "(سموه)");
}

#[test]
fn a_ministry_in_a_headline_is_named_in_full_in_the_body() {
    let text = "المالية: الرواتب مؤمنة حتى نهاية العام\n\nقالت وزارة المالية إن الرواتب مؤمنة.";
    assert_eq!(speakers(text)[0], ":: وزارة المالية");
}

#[test]
fn the_ruler_of_a_place_is_known() {
    assert_eq!(last("أكد محافظ بيشاء على أن الطريق مفتوح."), "محافظ بيشاء");
    assert_eq!(last("أكد محافظ سابق أن الطريق مفتوح."), "(محافظ سابق)");
}

#[test]
fn a_lone_nationality_is_a_surname_unless_somebody_of_that_nation_was_named() {
    assert_eq!(last("وقال السوداني في تصريحات له اليوم إن المهمة انتهت. وأوضح السوداني أن الحوار بدأ."), "السوداني");
    assert_eq!(last("وصل المهندس زيد السوداني إلى المدينة أمس.\nوقال السوداني إن المهمة انتهت."), "زيد السوداني");
    let trainer = "قال المدرب التونسي زيد الحلي إن الفريق جاهز. ووصل الفريق أمس. وقال التونسي إن المباراة صعبة.";
    assert_eq!(last(trainer), "زيد الحلي");
    // Several people and a woman are none.
    assert_eq!(last("وقال السودانيون إن المهمة انتهت."), "(السودانيون)");
}

#[test]
fn generic_mentions_mean_who_spoke_last() {
    let secretary = "قال الأمين العام للاتحاد الزراعي سامي الموجي إن الموسم جيد. ";
    assert_eq!(last(&format!("{secretary}وتابع المسؤول الزراعي أن العمل مستمر.")), "سامي الموجي");
    // Another official, with a modifier of his own.
    assert_eq!(last(&format!("{secretary}وأكد المسؤول التجاري أن العمل مستمر.")), "(المسؤول التجاري)");
    let retired = "عقيد متقاعد: الحرب نكبة\n\nحض دونالد براون، وهو مستشار سابق برتبة عقيد، الجيش على ترك المكان.";
    assert_eq!(speakers(retired)[0], ":: دونالد براون");
    let woman = "نائب: حشدنا التواقيع لإلغاء العقد\n\nقالت عضو مجلس النواب ابتسام الرملي، إن التواقيع جمعت.";
    assert_eq!(speakers(woman)[0], ":: ابتسام الرملي");
}

#[test]
fn two_and_many_are_known_again() {
    let both = "جددت الوزارة والبلدية رغبتهما في العمل المشترك.\nورأى الطرفان أن المشروع جاهز.";
    assert_eq!(last(both), "الوزارة والبلدية");
    assert_eq!(last("قال الوزير سامر الحلاوي إن العمل مستمر.\nورأى الطرفان أن المشروع جاهز."), "(الطرفان)");
    let crowd = "احتشد العشرات من الأهالي في الساحة.\nوقال المتظاهرون إنهم باقون.";
    assert_eq!(last(crowd), "(العشرات من الأهالي)");
    assert_eq!(last("وصل وفد من الأهالي.\nوقال المتظاهرون إنهم باقون."), "(المتظاهرون)");
}

#[test]
fn who_gives_a_statement_speaks_in_it() {
    let said = "شددت لجنة الخدمات النيابية على أن الملف مغلق.\n";
    let issued = "وأصدرت هيئة النقل، اليوم الأربعاء، بيانا من ثماني نقاط.\nوتوقعت في بيانها أن تماطل الوزارة.";
    assert_eq!(last(&format!("{said}{issued}")), "هيئة النقل");
    let moved = "وانتقلت هيئة النقل، اليوم الأربعاء، إلى مبنى جديد.\nوتوقعت أن تماطل الوزارة.";
    assert_eq!(last(&format!("{said}{moved}")), "لجنة الخدمات النيابية");
    let talk = "قال رئيس النادي برهم السدري إن نظيره لم يسأل.\nجاء ذلك ردا على حديث أدلى به زيد المطري لقناة النهر، حيث أعلن أنه يود الملعب.";
    assert_eq!(last(talk), "زيد المطري");
}

#[test]
fn a_subject_behind_a_particle_acts() {
    let said = "قال المدير سالم الحلاوي إن الجسر آمن.\n";
    let attacked = "غير أن النائب رائد الهلالي هاجم البيان، واصفا إياه بأنه \"حبر على ورق\".";
    assert_eq!(last(&format!("{said}{attacked}")), "رائد الهلالي");
    assert_eq!(last(&format!("{said}أما جاره أبو عمر، فيرى أن الجسر ضيق.")), "أبو عمر");
    assert_eq!(last(&format!("{said}أما الجسر، فيرى أنه ضيق.")), "سالم الحلاوي");
    let relayed = "ونقل عن رئيس الجمعية كاظم الرملي قوله إن الجسر ضيق، داعيا الحكومة إلى توسيعه.";
    assert_eq!(last(&format!("{said}{relayed}")), "كاظم الرملي");
    assert_eq!(last(&format!("{said}وكان الرئيس البرازيلي أعلن في وقت سابق أنه راض.")), "الرئيس البرازيلي");
}

#[test]
fn a_name_may_be_written_in_one_word() {
    let text = "فيضالله: القائد سيذيع النبأ\n\nأعلن رئيس الأركان الفريق عبد السميع فيض الله أن القائد سيذيع النبأ.";
    assert_eq!(speakers(text)[0], ":: عبد السميع فيض الله");
}

#[test]
fn who_gave_a_document_out_speaks_in_it() {
    let words = "وجاء في البيان أن الطريق مغلق.";
    assert_eq!(
        last(&format!("قال النائب سامر الحلاوي إن الجسر ضيق.\nوأصدرت هيئة الطرق بيانا عن الحال.\n{words}")),
        "هيئة الطرق"
    );
    assert_eq!(last(&format!("قالت وزارة الأشغال في بيان إن الجسر ضيق.\n{words}")), "وزارة الأشغال");
    // Nobody gave it out: it speaks for itself.
    assert_eq!(last(&format!("قال النائب سامر الحلاوي إن الجسر ضيق.\n{words}")), "البيان");
}

#[test]
fn who_is_told_does_not_speak() {
    let said = "قال الناطق سامر الحلاوي إن القوة رحلت.\n";
    assert_eq!(last(&format!("{said}وأبلغ الوكالة الوطنية: \"الطريق مفتوح الآن\".")), "سامر الحلاوي");
}

#[test]
fn who_is_asked_answers() {
    let said = "قال سامر الحلاوي إن الطريق مغلق.\n";
    assert_eq!(last(&format!("{said}وسأله صحافي عن الموعد، فرأى أن الوقت ضيق.")), "سامر الحلاوي");
    assert_eq!(last(&format!("{said}وحين ألح عليه مراسل الصحيفة، أجاب بأن الوقت ضيق.")), "سامر الحلاوي");
    // Somebody else acts, and speaks.
    assert_eq!(last(&format!("{said}ووصل الوزير رائد الهلالي إلى المدينة، فرأى أن الوقت ضيق.")), "رائد الهلالي");
}

#[test]
fn a_topic_goes_on_behind_its_verb() {
    let said = "قال سامر الحلاوي إن الطريق مغلق.\n";
    assert_eq!(
        last(&format!("{said}أما الباحثة لور الهلالي فتقف في منتصف الطريق، إذ تشير إلى أن الأمر قديم.")),
        "لور الهلالي"
    );
    assert_eq!(last(&format!("{said}أما الطريق فمغلق، وقال إن العمل مستمر.")), "سامر الحلاوي");
}

#[test]
fn who_is_named_in_the_lead_answers() {
    let text = "قائد سابق: لا بد من الصيانة\nبغداد - حوار\nالفريق المتقاعد رائد الهلالي واحد من قادة قلائل.\n\
                * كيف ترى الأمر؟\n- الأمر صعب هذه الأيام.\n* وما الحل؟\n- الحل في الورش قبل غيرها.";
    assert!(speakers(text).iter().all(|line| line.ends_with("رائد الهلالي")), "{:?}", speakers(text));
}

#[test]
fn the_outlet_that_relays_goes_on_in_its_gender() {
    let text = "نقلت صحيفة الغد عن مسؤولين في الإدارة أن الطريق مغلق.\nوأضافت: ستعلن الوزارة موعدا آخر.";
    assert_eq!(last(text), "صحيفة الغد");
    let men = "نقلت صحيفة الغد عن مسؤولين في الإدارة أن الطريق مغلق.\nوأضافوا أن الموعد قريب.";
    assert_eq!(last(men), "(مسؤولين في الإدارة)");
}

#[test]
fn offices_by_construct_and_deputies_are_no_anonymous_persons() {
    for office in ["مدير صحة الرصافة", "نائب قائد القوة", "مساعد الأمين العام"]
    {
        assert_eq!(last(&format!("وقال {office} إن الأمر صعب.")), office);
    }
    for unnamed in ["آمر أحد الألوية", "مسؤول عسكري كبير", "نائبا مقربا من الحكومة"]
    {
        assert_eq!(last(&format!("لكن {unnamed} قال إن الأمر صعب.")), format!("({unnamed})"));
    }
}

#[test]
fn a_preposition_leaves_the_article_of_its_noun() {
    assert_eq!(last("وصل الوفد.\nالطريق مغلق، وفقا للوزارة."), "الوزارة");
    assert_eq!(last("صدرت وثيقة.\nووفقا للوثيقة، فإن الطريق مغلق. وتذكر الوثيقة أن العمل مستمر."), "الوثيقة");
    // للجنة is no الجنة.
    assert_eq!(last("وصل الوفد.\nالطريق مغلق، وفقا للجنة الأمن."), "لجنة الأمن");
    assert_eq!(last("وصل الوفد.\nالطريق مغلق، وفقا لسامر الحلاوي."), "سامر الحلاوي");
}

#[test]
fn behind_a_definite_word_a_word_like_another_is_a_given_name() {
    assert_eq!(last("قال المحلل السياسي العراقي نجاح الحلاوي إن الطريق مغلق."), "نجاح الحلاوي");
    assert_eq!(last("قال النائب السابق دارا بشدراني إن الطريق مغلق."), "دارا بشدراني");
    assert_eq!(last("قال الخبير في شؤون نقل الأموال إن الطريق مغلق."), "(الخبير في شؤون نقل الأموال)");
    assert_eq!(
        last("«بعنا الذهب أولا ثم البيت»، تقول المرأة الخمسينية وهي تشير إلى السوق."),
        "(المرأة الخمسينية وهي تشير)"
    );
}

#[test]
fn a_name_before_its_verb_acts_and_speaks_on() {
    let said = "قال سامر الحلاوي إن الطريق مغلق.\n";
    let text = format!("{said}وزير النقل رائد الهلالي لا يخفي ارتياحه، ويرى أن العمل مستمر.");
    assert_eq!(last(&text), "رائد الهلالي");
    assert_eq!(last(&format!("{said}وزير النقل لا يخفي ارتياحه.\nوأضاف أن العمل مستمر.")), "سامر الحلاوي");
}

#[test]
fn a_headline_is_of_who_opens_the_body_if_nobody_else_is_meant() {
    let headline = "دبلوماسي أميركي: المهمة لم تنته بعد\n";
    let named = "قال القائم بالأعمال في السفارة رائد الهلالي إن المهمة قائمة في كل مكان من المدينة.";
    assert_eq!(speakers(&format!("{headline}{named}"))[0], ":: رائد الهلالي");
    let unnamed = "قال دبلوماسي أميركي رفض ذكر اسمه إن المهمة قائمة في كل مكان من المدينة.";
    assert_eq!(speakers(&format!("{headline}{unnamed}\n{named}"))[0], ":: (دبلوماسي أميركي)");
}

#[test]
fn a_source_in_a_headline_is_not_the_named_speaker_of_the_body() {
    let body = "وقال النائب سالم الحلي إن الجسر جديد.";
    assert_eq!(speakers(&format!("مصدر أمني: الطريق مغلق منذ أمس\n\n{body}")), [":: (مصدر أمني)", "قال: سالم الحلي"]);
}
