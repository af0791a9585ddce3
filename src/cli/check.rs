//! What the data doctor and the judge found, for a person or as JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use wangge::issue::{Issue, Severity};
use wangge::judge::Finding;
use wangge::output::issue_properties;

/// Findings of one code that a person is shown; JSON has all.
const SHOWN: usize = 10;

/// An issue or a finding.
pub struct Entry {
    severity: Severity,
    code: &'static str,
    place: Option<[f64; 2]>,
    layer: String,
    feature: String,
    message: String,
    message_zh: String,
    action: String,
    /// As JSON, without its place.
    properties: Map<String, Value>,
}

impl From<&Issue> for Entry {
    fn from(issue: &Issue) -> Self {
        Self {
            severity: issue.severity,
            code: issue.code,
            place: issue.place.map(degrees),
            layer: issue.layer.to_owned(),
            feature: issue.feature.clone(),
            message: issue.message.clone(),
            message_zh: issue.message_zh.clone(),
            action: issue.action.clone(),
            properties: issue_properties(issue),
        }
    }
}

impl From<&Finding> for Entry {
    fn from(finding: &Finding) -> Self {
        let (code, severity) = (finding.fault.code(), finding.fault.severity());
        let properties = json!({
            "code": code,
            "severity": severity.word(),
            "layer": finding.layer,
            "feature": finding.feature,
            "message": finding.message,
            "message_zh": finding.message_zh,
        });
        let Value::Object(properties) = properties else {
            unreachable!("it is written as an object");
        };
        Self {
            severity,
            code,
            place: finding.place.map(degrees),
            layer: finding.layer.clone(),
            feature: finding.feature.clone(),
            message: finding.message.clone(),
            message_zh: finding.message_zh.clone(),
            action: String::new(),
            properties,
        }
    }
}

fn degrees(place: [i32; 2]) -> [f64; 2] {
    place.map(|units| f64::from(units) / wangge::geometry::UNITS_PER_DEGREE)
}

/// Whether one of them is an error.
pub fn has_errors(entries: &[Entry]) -> bool {
    entries.iter().any(|e| e.severity == Severity::Error)
}

/// One JSON object: all findings, and how many there are of each code and severity.
pub fn as_json(entries: &[Entry]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in entries {
        *counts.entry(entry.code).or_default() += 1;
    }
    let finding = |entry: &Entry| {
        let mut finding = entry.properties.clone();
        let at = |i: usize| entry.place.map_or(Value::Null, |place| place[i].into());
        finding.insert("lon".to_owned(), at(0));
        finding.insert("lat".to_owned(), at(1));
        Value::Object(finding)
    };
    let document = json!({
        "errors": number(entries, Severity::Error),
        "warnings": number(entries, Severity::Warning),
        "infos": number(entries, Severity::Info),
        "counts": counts,
        "findings": entries.iter().map(finding).collect::<Vec<_>>(),
    });
    format!("{document}\n")
}

fn number(entries: &[Entry], severity: Severity) -> usize {
    entries.iter().filter(|e| e.severity == severity).count()
}

/// The worst first, all of one code together, the first of each shown.
pub fn as_text(name: &str, entries: &[Entry]) -> String {
    let mut groups: BTreeMap<(std::cmp::Reverse<Severity>, &str), Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        let key = (std::cmp::Reverse(entry.severity), entry.code);
        groups.entry(key).or_default().push(entry);
    }
    let mut text = format!("{name}\n");
    for ((severity, code), group) in groups {
        let word = severity.0.word();
        add(&mut text, &format!("\n{word}: {code} ({})", group.len()));
        for entry in group.iter().take(SHOWN) {
            add(&mut text, &format!("  {}", line(entry)));
            add(&mut text, &format!("      {}", entry.message_zh));
        }
        if group.len() > SHOWN {
            let more = group.len() - SHOWN;
            add(&mut text, &format!("  ... and {more} more; --json has all"));
        }
    }
    let count = |severity, word: &str| match number(entries, severity) {
        1 => format!("1 {word}"),
        n => format!("{n} {word}s"),
    };
    add(
        &mut text,
        &format!(
            "\n{}, {}, {}",
            count(Severity::Error, "error"),
            count(Severity::Warning, "warning"),
            count(Severity::Info, "info"),
        ),
    );
    text
}

fn add(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("writing to a string succeeds");
}

fn line(entry: &Entry) -> String {
    let place = entry
        .place
        .map(|[x, y]| format!(" at {x:.7}, {y:.7}"))
        .unwrap_or_default();
    let feature = match entry.feature.as_str() {
        "" => String::new(),
        feature => format!(" {feature}"),
    };
    let action = match entry.action.as_str() {
        "" => String::new(),
        action => format!(" -> {action}"),
    };
    format!("{}{feature}{place}: {}{action}", entry.layer, entry.message)
}
