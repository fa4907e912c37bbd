//! Multinomial logistic regression by L-BFGS.
//!
//! Minimises `C · Σ -ln p(class | row) + ½ ‖weights‖²`, the bias free of the penalty: the objective of scikit-learn's
//! `LogisticRegression`, so that the two can be compared. No crate that is kept well does this without a whole framework
//! of matrices; the method is Nocedal and Wright (2006), algorithms 7.4 and 7.5, with backtracking.

use super::features::Row;

/// Pairs of steps that approximate the curvature.
const MEMORY: usize = 8;

/// Steps at most.
const STEPS: usize = 300;

/// Relative size of the gradient that ends the search.
const TOLERANCE: f64 = 1e-5;

/// Weights of one class after another, each with its bias at the end.
pub(super) fn fit(rows: &[Row], classes: &[usize], n_classes: usize, n_features: usize, c: f64) -> Vec<f64> {
    let problem = Problem { rows, classes, width: n_features + 1, c };
    minimise(&problem, vec![0.0; n_classes * (n_features + 1)])
}

/// Probability of every class.
pub(super) fn probabilities(classes: &[&[f64]], row: &Row) -> Vec<f64> {
    let score = |of: &&[f64]| {
        let bias = of.last().copied().unwrap_or_default();
        row.iter().map(|&(at, value)| of[at as usize] * value).sum::<f64>() + bias
    };
    let scores: Vec<f64> = classes.iter().map(score).collect();
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = scores.iter().map(|s| (s - most).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|p| p / sum).collect()
}

struct Problem<'a> {
    rows: &'a [Row],
    classes: &'a [usize],
    width: usize,
    c: f64,
}

impl Problem<'_> {
    /// Loss and gradient.
    fn at(&self, weights: &[f64]) -> (f64, Vec<f64>) {
        let (mut loss, mut gradient) = (0.0, vec![0.0; weights.len()]);
        let of_classes: Vec<&[f64]> = weights.chunks(self.width).collect();
        for (row, &class) in self.rows.iter().zip(self.classes) {
            let p = probabilities(&of_classes, row);
            loss -= self.c * p[class].max(f64::MIN_POSITIVE).ln();
            for (k, p) in p.iter().enumerate() {
                let error = self.c * (p - f64::from(u8::from(k == class)));
                let of = &mut gradient[k * self.width..(k + 1) * self.width];
                for &(at, value) in row {
                    of[at as usize] += error * value;
                }
                of[self.width - 1] += error;
            }
        }
        for (i, (g, w)) in gradient.iter_mut().zip(weights).enumerate() {
            if i % self.width != self.width - 1 {
                loss += 0.5 * w * w;
                *g += w;
            }
        }
        (loss, gradient)
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn minimise(problem: &Problem<'_>, mut weights: Vec<f64>) -> Vec<f64> {
    let (mut loss, mut gradient) = problem.at(&weights);
    let first = dot(&gradient, &gradient).sqrt();
    let mut history: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
    for _ in 0..STEPS {
        if dot(&gradient, &gradient).sqrt() <= TOLERANCE * first {
            break;
        }
        let direction = direction(&gradient, &history);
        let slope = dot(&direction, &gradient);
        // Half the step until the loss falls as far as the slope promises (Armijo).
        let mut step = if history.is_empty() { 1.0 / first.max(1.0) } else { 1.0 };
        let moved = loop {
            let next: Vec<f64> = weights.iter().zip(&direction).map(|(w, d)| w + step * d).collect();
            let (new_loss, new_gradient) = problem.at(&next);
            if new_loss <= loss + 1e-4 * step * slope {
                break Some((next, new_loss, new_gradient));
            }
            step /= 2.0;
            if step < 1e-12 {
                break None;
            }
        };
        let Some((next, new_loss, new_gradient)) = moved else { break };
        let change: Vec<f64> = next.iter().zip(&weights).map(|(a, b)| a - b).collect();
        let turn: Vec<f64> = new_gradient.iter().zip(&gradient).map(|(a, b)| a - b).collect();
        if dot(&change, &turn) > 1e-12 {
            history.push((change, turn));
            if history.len() > MEMORY {
                history.remove(0);
            }
        }
        (weights, loss, gradient) = (next, new_loss, new_gradient);
    }
    weights
}

/// The two-loop recursion.
fn direction(gradient: &[f64], history: &[(Vec<f64>, Vec<f64>)]) -> Vec<f64> {
    let mut q: Vec<f64> = gradient.iter().map(|g| -g).collect();
    let mut alphas = Vec::with_capacity(history.len());
    for (change, turn) in history.iter().rev() {
        let alpha = dot(change, &q) / dot(change, turn);
        q.iter_mut().zip(turn).for_each(|(q, t)| *q -= alpha * t);
        alphas.push(alpha);
    }
    if let Some((change, turn)) = history.last() {
        let scale = dot(change, turn) / dot(turn, turn);
        for q in &mut q {
            *q *= scale;
        }
    }
    for ((change, turn), alpha) in history.iter().zip(alphas.into_iter().rev()) {
        let beta = dot(turn, &q) / dot(change, turn);
        q.iter_mut().zip(change).for_each(|(q, c)| *q += (alpha - beta) * c);
    }
    q
}
