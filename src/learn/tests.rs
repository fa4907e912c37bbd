//! The optimum is one, folds keep articles together, and files are checked.

use super::*;
use crate::linear::{Row, probabilities};

/// Claims that a linear model can tell apart, ten articles of four.
fn examples() -> Vec<Example> {
    let kinds = [
        ("الخروج مطلوب", Stance::Favor),
        ("البقاء ضروري", Stance::Against),
        ("اللجنة تجتمع", Stance::Neutral),
        ("السوق مزدحم", Stance::Unrelated),
    ];
    let article = |n: usize| {
        kinds.map(|(words, stance)| Example {
            text: format!("{words} منذ يوم {n}"),
            cue: None,
            rules: Some(RuleLabel { stance, score: 0.0, rules: vec!["STA-FACT".into()] }),
            stance,
            group: format!("a{n}"),
        })
    };
    (0..10).flat_map(article).collect()
}

/// Coefficients of scikit-learn 1.9 on the same rows: `LogisticRegression(C=2, tol=1e-10, max_iter=10000)`.
#[test]
fn weights_are_those_of_scikit_learn() {
    let rows: Vec<Row> = vec![
        vec![(0, 1.0)],
        vec![(0, 0.5), (1, 1.0)],
        vec![(1, 1.0)],
        vec![(1, 0.5), (2, 1.0)],
        vec![(2, 1.0)],
        vec![(0, 1.0), (2, 0.3)],
    ];
    let weights = logistic::fit(&rows, &[0, 1, 1, 2, 2, 0], 3, 3, 2.0);
    for (got, want) in weights.chunks(4).zip(SKLEARN) {
        // The last one is the bias, which is not penalised: only the differences of biases are settled.
        for (a, b) in got.iter().zip(&want) {
            assert!((a - b).abs() < 1e-4, "{weights:?}");
        }
    }
    for (row, want) in rows.iter().zip(SKLEARN_FIRST) {
        let p = probabilities(weights.chunks(4), row);
        assert!((p[0] - want).abs() < 1e-4, "{p:?}");
        assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
}

const SKLEARN: [[f64; 3]; 3] = [
    [1.026_719_085, -0.779_124_534, -0.386_004_789],
    [-0.303_730_738, 1.081_232_530, -0.727_938_990],
    [-0.722_988_348, -0.302_107_996, 1.113_943_778],
];

/// Probability of the first class.
const SKLEARN_FIRST: [f64; 6] =
    [0.707_310_439, 0.211_196_714, 0.116_878_289, 0.122_974_521, 0.167_908_371, 0.673_731_664];

#[test]
fn what_can_be_learned_is_learned_without_the_rules() {
    let options = TrainOptions { rules: false, ..TrainOptions::default() };
    let examples = examples();
    let predicted = cross_validate(&examples, &options).unwrap();
    assert!(examples.iter().zip(&predicted).all(|(e, p)| e.stance == *p));
    let model = train(&examples, &options).unwrap();
    assert!(model == train(&examples, &options).unwrap(), "the same labels give the same model");
    let (stance, p) = model.predict("البقاء ضروري", None, None);
    assert!(stance == Stance::Against && p > 0.5);
}

#[test]
fn folds_keep_an_article_together() {
    let examples = examples();
    let of = folds(&examples, 3).unwrap();
    assert_eq!(of.len(), 10);
    let sizes: Vec<usize> = (0..3).map(|f| of.values().filter(|v| **v == f).count()).collect();
    assert_eq!(sizes, [4, 3, 3]);
    assert!(folds(&examples, 11).unwrap_err().to_string().contains("10 articles cannot make 11 folds"));
    assert!(folds(&examples, 1).is_err());
    let one: Vec<Example> = examples.into_iter().filter(|e| e.stance == Stance::Favor).collect();
    assert!(train(&one, &TrainOptions::default()).unwrap_err().to_string().contains("10 claims with 1 label;"));
}

#[test]
fn a_model_file_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.json");
    let model = train(&examples(), &TrainOptions::default()).unwrap();
    model.save(&path).unwrap();
    let good = std::fs::read_to_string(&path).unwrap();
    assert!(Model::load(&path).unwrap() == model);
    for (from, to, message) in [
        ("claimkit-linear/2", "claimkit-linear/9", "format: \"claimkit-linear/9\" is not"),
        ("\"rules\":true", "\"rules\":3", "rules: invalid type"),
        ("\"labels\":[\"favor\",", "\"labels\":[", "weights: labels, features and weights do not fit"),
        ("\"labels\":[\"favor\"", "\"labels\":[\"for\"", "labels[0]: unknown variant `for`"),
    ] {
        assert!(good.contains(from), "{from}");
        std::fs::write(&path, good.replacen(from, to, 1)).unwrap();
        let error = Model::load(&path).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
}
