//! The summary that a person reads at the end of a run.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use wangge::issue::Severity;
use wangge::output::{LevelMap, Wholeness};
use wangge::pipeline::Finished;
use wangge::project::Project;
use wangge::unit::Reconciled;

/// What was read, repaired and solved, what is outside its bounds and why, and where the files are.
pub fn report(project: &Project, finished: &Finished, dir: &Path) -> String {
    let mut text = format!("{}\n", project.name);
    read_lines(&mut text, finished);
    repaired_lines(&mut text, finished);
    lines_line(&mut text, &finished.reconciled);
    for level in &finished.map.levels {
        level_lines(&mut text, level);
    }
    compound_lines(&mut text, finished);
    for level in &finished.map.levels {
        along_line(&mut text, level);
    }
    if finished.plan.stopped {
        let words = "by Ctrl-C: the plan is whole and keeps the rules, a longer search may find a better one";
        line(&mut text, "stopped", words);
    }
    let beats = &finished.map.beats;
    let above = beats.iter().filter(|b| !b.exceptions.is_empty()).count();
    line(
        &mut text,
        "beats",
        &format!("{} beats, {above} above their cap of persons", beats.len()),
    );
    let audited = &finished.report;
    line(
        &mut text,
        "audited",
        &format!(
            "{} edges, {} building rows: no breach",
            audited.edges, audited.buildings
        ),
    );
    let files = finished.files.join(", ");
    line(&mut text, "written", &format!("{}: {files}", dir.display()));
    text
}

fn line(text: &mut String, label: &str, words: &str) {
    writeln!(text, "  {label:<9} {words}").expect("writing to a string succeeds");
}

fn read_lines(text: &mut String, finished: &Finished) {
    let mut layers: Vec<(&str, usize)> = Vec::new();
    for source in &finished.layers.sources {
        match layers.last_mut() {
            Some((layer, features)) if *layer == source.layer => *features += source.features,
            _ => layers.push((source.layer, source.features)),
        }
    }
    let layers = layers
        .iter()
        .map(|(layer, features)| format!("{features} {layer}"));
    line(text, "read", &layers.collect::<Vec<_>>().join(", "));
    let counts = finished.map.buildings.iter().map(|b| b.counts);
    let (mut households, mut persons) = (0, 0);
    for c in counts {
        households += c.households;
        persons += c.persons;
    }
    line(
        text,
        "placed",
        &format!("{households} households, {persons} persons"),
    );
}

fn repaired_lines(text: &mut String, finished: &Finished) {
    let mut by_code: BTreeMap<(std::cmp::Reverse<Severity>, &str), usize> = BTreeMap::new();
    for issue in &finished.map.issues {
        *by_code
            .entry((std::cmp::Reverse(issue.severity), issue.code))
            .or_default() += 1;
    }
    if by_code.is_empty() {
        line(text, "repaired", "nothing: no issue was found");
    }
    for ((severity, code), count) in by_code {
        line(
            text,
            "repaired",
            &format!("{count} x {code} ({})", severity.0.word()),
        );
    }
}

fn lines_line(text: &mut String, reconciled: &Reconciled) {
    let Reconciled {
        slivers_before,
        slivers_after,
        conflicts,
        moved,
    } = reconciled;
    let words = format!(
        "{slivers_before} slivers between the layers, {slivers_after} left; {conflicts} conflicts of lines, {moved} of them moved"
    );
    line(text, "lines", &words);
}

/// Dedicated parts are outside all bounds: they are counted apart.
fn level_lines(text: &mut String, level: &LevelMap) {
    let parts = || level.parts.iter().filter(|p| !p.is_dedicated());
    let outside = parts().filter(|p| !p.exceptions.is_empty());
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in outside.clone().flat_map(|p| &p.exceptions) {
        *reasons.entry(reason).or_default() += 1;
    }
    let reasons: Vec<String> = reasons
        .iter()
        .map(|(code, n)| format!("{n} {code}"))
        .collect();
    let words = format!(
        "{} {}s, {} within their bounds{}{}{}",
        parts().count(),
        level.name,
        parts().count() - outside.count(),
        if reasons.is_empty() {
            ""
        } else {
            "; outside: "
        },
        reasons.join(", "),
        match level.parts.len() - parts().count() {
            0 => String::new(),
            dedicated => format!("; besides {dedicated} dedicated"),
        }
    );
    line(text, "solved", &words);
}

fn compound_lines(text: &mut String, finished: &Finished) {
    if finished.layers.compounds.is_empty() {
        return;
    }
    for (i, level) in finished.map.levels.iter().enumerate() {
        let Wholeness {
            whole,
            divided,
            split,
        } = Wholeness::of(&finished.plan, i);
        let words = format!(
            "{}s: {whole} whole, {divided} above the bounds divided, {split} split",
            level.name
        );
        line(text, "compounds", &words);
    }
}

/// How much of the lines of a level runs along what; nothing when there are no lines.
fn along_line(text: &mut String, level: &LevelMap) {
    let lines = &level.lines;
    let Some(share) = lines.share() else {
        return;
    };
    let percent = |share: f64| format!("{:.0} %", 100.0 * share);
    let classes = lines.along_mm.iter().rev().map(|(along, &mm)| {
        let share = mm as f64 / lines.total_mm as f64;
        format!("{} {}", along.name(), percent(share))
    });
    let classes: Vec<String> = classes.collect();
    let classes = if classes.is_empty() {
        String::new()
    } else {
        format!(" ({})", classes.join(", "))
    };
    let words = format!(
        "{}s: {} of {:.1} km along barriers and compounds{classes}; {} across rail or river",
        level.name,
        percent(share),
        lines.length_m() / 1000.0,
        lines.across.len()
    );
    line(text, "lines", &words);
}
