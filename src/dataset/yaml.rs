//! The little of YAML that generated files need.

/// A string: JSON strings are a part of YAML.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
