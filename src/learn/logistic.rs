//! Multinomial logistic regression by L-BFGS.
//!
//! Minimises `C · Σ -ln p(class | row) + ½ ‖weights‖²`, the bias free of the penalty: the objective of scikit-learn's
//! `LogisticRegression`, so that the two can be compared. No crate that is kept well does this without a whole framework
//! of matrices; the method is Nocedal and Wright (2006), algorithms 7.4 and 7.5, with backtracking.

use crate::linear::{Row, soften};

/// Pairs of steps that approximate the curvature.
const MEMORY: usize = 8;

/// Steps at most.
const STEPS: usize = 300;

/// Relative size of the gradient that ends the search.
const TOLERANCE: f64 = 1e-5;

/// Weights of one class after another, each with its bias at the end.
pub(super) fn fit(rows: &[Row], classes: &[usize], n_classes: usize, n_features: usize, c: f64) -> Vec<f64> {
    let width = n_features + 1;
    let problem = Problem { rows, classes, n_classes, width, c };
    let weights = minimise(&problem, vec![0.0; n_classes * width]);
    (0..n_classes).flat_map(|k| weights[k..].iter().step_by(n_classes).copied()).collect()
}

/// Weights while they are looked for: the classes of one feature after another, as a row meets them; the biases last.
struct Problem<'a> {
    rows: &'a [Row],
    classes: &'a [usize],
    n_classes: usize,
    width: usize,
    c: f64,
}

impl Problem<'_> {
    /// Loss and gradient.
    fn at(&self, weights: &[f64]) -> (f64, Vec<f64>) {
        let n = self.n_classes;
        let (mut loss, mut gradient) = (0.0, vec![0.0; weights.len()]);
        let bias = (self.width - 1) * n;
        let mut p = vec![0.0; n];
        for (row, &class) in self.rows.iter().zip(self.classes) {
            p.copy_from_slice(&weights[bias..]);
            for &(at, value) in row {
                let of = &weights[at as usize * n..][..n];
                p.iter_mut().zip(of).for_each(|(p, w)| *p += w * value);
            }
            soften(&mut p);
            loss -= self.c * p[class].max(f64::MIN_POSITIVE).ln();
            // From here on the errors.
            p[class] -= 1.0;
            for p in &mut p {
                *p *= self.c;
            }
            for &(at, value) in row {
                let of = &mut gradient[at as usize * n..][..n];
                of.iter_mut().zip(&p).for_each(|(g, error)| *g += error * value);
            }
            gradient[bias..].iter_mut().zip(&p).for_each(|(g, error)| *g += error);
        }
        for (g, w) in gradient[..bias].iter_mut().zip(weights) {
            loss += 0.5 * w * w;
            *g += w;
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
