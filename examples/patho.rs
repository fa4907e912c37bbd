use claimkit::model::*;
use claimkit::pipeline::Extractor;
use claimkit::stance::Target;
fn main() {
    let x = Extractor::new(vec![Target::built_in().unwrap()]);
    x.extract(&Article::new("w", "قال سالم إن الحدود مؤمنة وانسحاب القوات الأمريكية"));
    let base =
        "قال الوزير سالم الراوي إن انسحاب القوات الأمريكية ضروري وأضاف أن الحكومة تعمل على ذلك مع التحالف الدولي ";
    let kinds: Vec<(&str, Box<dyn Fn(usize) -> String>)> = vec![
        ("paragraph without stop", Box::new(move |n| base.repeat(n / base.len()))),
        ("plain words", Box::new(|n| "الحكومة والمدينة كتاب جديد في الطريق الطويل ".repeat(n / 80))),
        ("quote marks", Box::new(|n| "\"".repeat(n))),
        ("quoted words", Box::new(|n| "\" كلمة ".repeat(n / 11))),
        ("open quotes", Box::new(|n| "« كلمة ".repeat(n / 12))),
        ("cues", Box::new(|n| "قال ".repeat(n / 7))),
        ("cues an", Box::new(|n| "قال إن ".repeat(n / 12))),
        ("cues colon", Box::new(|n| "قال: ".repeat(n / 8))),
        ("participles", Box::new(|n| "مؤكدا أن ".repeat(n / 16))),
        ("lines", Box::new(|n| "قال سالم الراوي إن الحدود مؤمنة.\n".repeat(n / 58))),
        ("elided lines", Box::new(|n| "وأضاف أن الحدود مؤمنة.\n".repeat(n / 41))),
        (
            "surnames",
            Box::new(|n| {
                (0..n / 40)
                    .map(|i| {
                        format!(
                            "قال الراوي{} إن الحدود مؤمنة.\n",
                            ["ا", "ب", "ت", "ث", "ج", "ح", "خ", "د", "ذ", "ر"][i % 10].repeat(i % 7 + 1)
                        )
                    })
                    .collect()
            }),
        ),
        (
            "names",
            Box::new(|n| {
                (0..n / 60)
                    .map(|i| {
                        let l: Vec<char> = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي".chars().collect();
                        let w: String =
                            [i % 28, i / 28 % 28, i / 784 % 28, i / 21952 % 28].iter().map(|&k| l[k]).collect();
                        format!("قال النائب سالم {w} إن الحدود مؤمنة.\n")
                    })
                    .collect()
            }),
        ),
        ("title copies", Box::new(|n| "عنوان الخبر عن انسحاب القوات\n".repeat(n / 50))),
        ("names list", Box::new(|n| format!("قال {} إن الحدود مؤمنة.", "سالم الراوي و".repeat(n / 23)))),
        ("commas", Box::new(|n| "قال، ".repeat(n / 9))),
        ("parens", Box::new(|n| "(قال ".repeat(n / 8))),
        ("an", Box::new(|n| "أن ".repeat(n / 5))),
        ("formula", Box::new(|n| "طلب عدم ذكر اسمه ".repeat(n / 31))),
        ("stance", Box::new(|n| "انسحاب القوات الأمريكية خطر ".repeat(n / 50))),
        ("latin", Box::new(|n| "abc def. ".repeat(n / 9))),
        ("one word", Box::new(|n| "ا".repeat(n / 2))),
        ("marks", Box::new(|n| "\u{64B}".repeat(n / 2))),
        ("brackets an", Box::new(|n| "قال (سالم) الراوي - إن ".repeat(n / 38))),
        ("bihasab", Box::new(|n| "بحسب الوزير، ".repeat(n / 23))),
    ];
    let only = std::env::args().nth(1);
    for (name, make) in &kinds {
        if only.as_ref().is_some_and(|o| !name.contains(o.as_str())) {
            continue;
        }
        let mut last = 0.0;
        print!("{name:24}");
        for n in [50_000, 200_000, 800_000] {
            if last > 4.0 {
                print!("  --");
                continue;
            }
            let a = Article::new("w", make(n));
            let t = std::time::Instant::now();
            let c = x.extract(&a).claims.len();
            let e = t.elapsed().as_secs_f64();
            print!("  {:8.1} ms {c:6}", e * 1e3);
            last = e;
        }
        println!();
    }
}
