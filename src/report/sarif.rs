//! For code scanning: SARIF 2.1.0.

use super::{place, severity};
use crate::dataset::sums::{hex, sha256};
use crate::validate::{CheckResult, Finding, Report, Severity, docs};
use serde_json::{Value, json};

/// The report as SARIF: a rule a check, a result a finding of the sample. A fingerprint is made of check, key and message, so
/// that a finding stays the same one where its row moves.
pub fn sarif(report: &Report) -> String {
    let mut rules: Vec<Value> = docs()
        .iter()
        .map(|doc| {
            json!({
                "id": doc.id,
                "shortDescription": { "text": doc.what },
                "fullDescription": { "text": doc.why },
                "help": { "text": doc.mend },
                "defaultConfiguration": { "level": level(doc.severity) },
            })
        })
        .collect();
    let own = report.checks.iter().filter(|check| docs().iter().all(|doc| doc.id != check.id));
    rules.extend(own.map(|check| {
        json!({
            "id": check.id,
            "shortDescription": { "text": check.what },
            "defaultConfiguration": { "level": level(check.severity) },
        })
    }));
    let results: Vec<Value> =
        report.failures().flat_map(|check| check.sample.iter().map(|f| result(report, check, f))).collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "claimkit", "version": report.tool_version, "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    super::json::pretty(&document)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result(report: &Report, check: &CheckResult, finding: &Finding) -> Value {
    let message = format!("{} (expected: {})", finding.message, check.what);
    let key = finding.key.as_deref().unwrap_or_default();
    let print = hex(&sha256(format!("{}|{key}|{}", check.id, finding.message).as_bytes()));
    // A row of a Parquet file is no line of a text, so the place is in the message and the logical location.
    let file = finding.file.as_deref().unwrap_or("manifest.json");
    json!({
        "ruleId": check.id,
        "level": level(check.severity),
        "message": { "text": format!("{}: {message}", place(finding)) },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": format!("{}/{file}", report.release) },
                "region": { "startLine": 1 },
            },
            "logicalLocations": [{ "fullyQualifiedName": place(finding), "kind": severity(check.severity) }],
        }],
        "partialFingerprints": { "claimkit/v1": print[..32] },
    })
}
