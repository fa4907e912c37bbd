//! Whether a notebook ran, as it says itself: a validator never runs code that lies in a release. That the notebooks of a
//! data set's repository run is what its tests are for.

use super::documents::items;
use serde_json::Value;

/// What is wrong with a notebook; `None` where it ran from the first cell of code to the last.
pub(super) fn problem(text: &str) -> Option<String> {
    let Some(notebook) = serde_json::from_str(text).ok().filter(|v: &Value| v["cells"].is_array()) else {
        return Some("is no notebook".into());
    };
    let cells = items(&notebook, "cells").iter().enumerate();
    let code = cells.filter(|(_, cell)| cell["cell_type"] == "code" && has_source(cell));
    for (expected, (number, cell)) in (1..).zip(code) {
        let problem = if items(cell, "outputs").iter().any(|o| o["output_type"] == "error") {
            "has an output that is an error"
        } else if cell["execution_count"].is_null() {
            "did not run"
        } else if cell["execution_count"] != expected {
            "did not run in its turn after a restart"
        } else {
            continue;
        };
        return Some(format!("cell {number} {problem}"));
    }
    None
}

/// Empty cells never run. A source is a text or a list of lines.
fn has_source(cell: &Value) -> bool {
    let written = |v: &Value| v.as_str().is_some_and(|line| !line.trim().is_empty());
    written(&cell["source"]) || items(cell, "source").iter().any(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notebook(cells: &str) -> Option<String> {
        problem(&format!("{{\"cells\": [{cells}]}}"))
    }

    #[test]
    fn cells_ran_in_order_without_errors() {
        let cell = |count: &str, outputs: &str| {
            format!(r#"{{"cell_type": "code", "source": ["1"], "execution_count": {count}, "outputs": [{outputs}]}}"#)
        };
        let (one, two) = (cell("1", ""), cell("2", ""));
        let text = r##"{"cell_type": "markdown", "source": "# Title"}"##;
        let empty = r#"{"cell_type": "code", "source": [], "execution_count": null, "outputs": []}"#;
        assert_eq!(notebook(&[text, &one, empty, &two].join(",")), None);
        assert_eq!(notebook(&[text, &cell("null", "")].join(",")).unwrap(), "cell 1 did not run");
        assert_eq!(notebook(&two).unwrap(), "cell 0 did not run in its turn after a restart");
        let error = cell("2", r#"{"output_type": "error"}"#);
        assert_eq!(notebook(&[one, error].join(",")).unwrap(), "cell 1 has an output that is an error");
        assert_eq!(problem("{}").unwrap(), "is no notebook");
    }
}
